"""A worker that runs OpenVINO.

    python run_openvino.py CONFIG MODEL.onnx BATCH THREADS
    python run_openvino.py about
"""
import json
import sys

import openvino
from images import images
from worker import serve

if sys.argv[1] == "about":  # imports are there
    sys.exit()

config, file, batch, threads = sys.argv[1:]
shape = json.loads(config)
core = openvino.Core()
model = core.read_model(file)
model.reshape([int(batch), shape["channels"], shape["image"], shape["image"]])
# Without a precision OpenVINO takes bfloat16 where the CPU has it, which is another task.
compiled = core.compile_model(model, "CPU", {
    "INFERENCE_PRECISION_HINT": "f32",
    "INFERENCE_NUM_THREADS": int(threads),
    "PERFORMANCE_HINT": "LATENCY",
})
request = compiled.create_infer_request()
request.set_input_tensor(openvino.Tensor(images(int(batch), shape["channels"], shape["image"])))


def step():
    request.infer()
    return request.get_output_tensor().data[-1]


serve(f"OpenVINO {openvino.__version__.split('-')[0]}", step)
