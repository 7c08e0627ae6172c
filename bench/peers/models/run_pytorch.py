"""A worker that runs PyTorch.

    python run_pytorch.py CONFIG WEIGHTS BATCH THREADS predict|train
    python run_pytorch.py CONFIG WEIGHTS export FILE
    python run_pytorch.py about
"""
import inspect
import json
import sys

import torch
from images import images
from vit import load
from worker import serve

if sys.argv[1] == "about":  # imports are there
    sys.exit()

config, weights = sys.argv[1:3]
shape = json.loads(config)
model = load(config, weights)

if sys.argv[3] == "export":
    model.eval()
    x = torch.from_numpy(images(1, shape["channels"], shape["image"]))
    # Later versions have another exporter by default, which needs more packages.
    old = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(model, x, sys.argv[4], input_names=["x"], output_names=["y"], opset_version=14,
                      dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}}, **old)
    sys.exit()

batch, threads, train = int(sys.argv[3]), int(sys.argv[4]), sys.argv[5] == "train"
torch.set_num_threads(threads)
x = torch.from_numpy(images(batch, shape["channels"], shape["image"]))
labels = torch.tensor([i * 7 % shape["classes"] for i in range(batch)])
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.05)
criterion = torch.nn.CrossEntropyLoss()


def step():
    if train:
        optimizer.zero_grad(set_to_none=True)
        logits = model(x)
        criterion(logits, labels).backward()
        optimizer.step()
        return logits.detach()
    with torch.inference_mode():
        return model(x)


def blas():
    if torch.backends.mkl.is_available():
        return "MKL"
    try:
        maps = open("/proc/self/maps").read()
    except OSError:
        return "unknown BLAS"
    names = ("openblas-openmp", "openblas-pthread", "libopenblas", "libblis", "libblas")
    return next((name for name in names if name in maps), "unknown BLAS")


if not train:
    model.eval()
serve(f"PyTorch {torch.__version__}, {blas()}", lambda: step()[-1])
