"""Writes the PyTorch files of this folder. Run it here with torch 2.15: python make.py

pth_test.go knows the numbers: every tensor is a view of 0, 1, 2, ...
"""
import argparse
import json
import os

import torch

base = torch.arange(12, dtype=torch.float32)
views = {
    "plain": base.reshape(3, 4),
    "transposed": base.reshape(3, 4).t(),
    "offset": base[5:9],
    "strided": base[1::3],
    "expanded": base[2:4].reshape(2, 1).expand(2, 3),
    "permuted": torch.arange(24, dtype=torch.float32).reshape(2, 3, 4).permute(2, 0, 1),
    "scalar": torch.tensor(7.0),
    "empty": torch.zeros(0, 3),
    "parameter": torch.nn.Parameter(torch.tensor([1.0, -2.0])),
    "f16": torch.tensor([0.5, -1.0], dtype=torch.float16),
    "bf16": torch.tensor([0.5, -1.0], dtype=torch.bfloat16),
    "f64": torch.tensor([0.1], dtype=torch.float64),
    "i64": torch.tensor([2**24 + 1, -1]),
    "u8": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False]),
    "u16": torch.tensor([0, 65535], dtype=torch.uint16),
}
torch.save(views, "views_zip.pth")
torch.save(views, "views_legacy.pth", _use_new_zipfile_serialization=False)
for protocol in 1, 2, 3, 4, 5:
    torch.save({"a": base[:3]}, f"protocol{protocol}.pth", pickle_protocol=protocol)

net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.BatchNorm1d(1))
with torch.no_grad():
    net[0].weight.copy_(torch.tensor([[1.0, 2.0]]))
    net[0].bias.copy_(torch.tensor([3.0]))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
torch.save(net, "module.pth")
torch.save(
    {
        "state_dict": {"module._orig_mod." + k: v for k, v in net.state_dict().items()},
        "epoch": 3,
        "optimizer": optimizer.state_dict(),
        "args": argparse.Namespace(lr=0.1, model="tiny", betas=(0.9, 0.999)),
    },
    "training.pth",
)
torch.save({"student": {"a": base[:1]}, "teacher": {"a": base[1:2]}}, "two.pth")

os.makedirs("sharded", exist_ok=True)
names = "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"
torch.save({"a": base[:3].clone()}, "sharded/" + names[0])
torch.save({"b": base[3:5].clone()}, "sharded/" + names[1])
with open("sharded/pytorch_model.bin.index.json", "w") as f:
    json.dump({"metadata": {"total_size": 20}, "weight_map": {"a": names[0], "b": names[1]}}, f, indent=1)
