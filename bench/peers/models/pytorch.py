"""A worker that runs PyTorch; see protocol.go for what it is asked.

    python pytorch.py CONFIG WEIGHTS BATCH THREADS predict|train
    python pytorch.py CONFIG WEIGHTS export FILE
"""
import json
import resource
import sys
import time

import torch
from vit import images, load

config, weights = sys.argv[1:3]
shape = json.loads(config)
model = load(config, weights)

if sys.argv[3] == "export":
    model.eval()
    x = images(1, shape["channels"], shape["image"])
    torch.onnx.export(model, x, sys.argv[4], input_names=["x"], output_names=["y"], opset_version=14,
                      dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}})
    sys.exit()

batch, threads, train = int(sys.argv[3]), int(sys.argv[4]), sys.argv[5] == "train"
torch.set_num_threads(threads)
x = images(batch, shape["channels"], shape["image"])
labels = torch.tensor([i * 7 % shape["classes"] for i in range(batch)])
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.05)
criterion = torch.nn.CrossEntropyLoss()


def step():
    if train:
        optimizer.zero_grad()
        criterion(model(x), labels).backward()
        optimizer.step()
        return None
    with torch.no_grad():
        return model(x)


def blas():
    for line in open("/proc/self/maps"):
        for name in ("openblas-openmp", "openblas-pthread", "libmkl", "libopenblas", "libblas"):
            if name in line:
                return name
    return "unknown BLAS"


if not train:
    model.eval()
print(f"PyTorch {torch.__version__}, {blas()}", flush=True)
for line in sys.stdin:
    command, *arguments = line.split()
    if command == "run":
        n = int(arguments[0])
        start = time.perf_counter()
        for _ in range(n):
            step()
        print((time.perf_counter() - start) / n, flush=True)
    elif command == "logits":
        print(json.dumps(step()[-1].tolist()), flush=True)
    elif command == "memory":
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
    elif command == "cpu":
        usage = resource.getrusage(resource.RUSAGE_SELF)
        print(usage.ru_utime + usage.ru_stime, flush=True)
