"""A worker that runs ONNX Runtime.

    python run_onnxruntime.py CONFIG MODEL.onnx BATCH THREADS
    python run_onnxruntime.py about
"""
import json
import sys

import onnxruntime
from images import images
from worker import serve

if sys.argv[1] == "about":  # imports are there
    sys.exit()

config, file, batch, threads = sys.argv[1:]
shape = json.loads(config)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(threads)
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
feed = {"x": images(int(batch), shape["channels"], shape["image"])}
serve(f"ONNX Runtime {onnxruntime.__version__}", lambda: session.run(None, feed)[0][-1])
