"""Loads an exported folder as transformers' remote code does, and prints the last token's logits as JSON.

    PYTHONPATH=stand_in python3 remote_code.py FOLDER ID,ID,...
"""
import importlib
import json
import os
import struct
import sys

import torch

TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def tensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__")
    for name, info in header.items():
        begin, end = info["data_offsets"]
        yield name, torch.frombuffer(bytearray(data[begin:end]), dtype=TYPES[info["dtype"]]).reshape(info["shape"]).float()


folder, ids = sys.argv[1], [int(value) for value in sys.argv[2].split(",")]
sys.path.insert(0, folder)
with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
    settings = json.load(file)
config_class, model_class = (settings["auto_map"][name].split(".") for name in ("AutoConfig", "AutoModelForCausalLM"))
config = getattr(importlib.import_module(config_class[0]), config_class[1])(**settings)
json.dumps(config.block_configs)  # as save_pretrained does
model = getattr(importlib.import_module(model_class[0]), model_class[1])(config)
weights = dict(tensors(os.path.join(folder, "model.safetensors")))
if config.tie_word_embeddings:
    weights["lm_head.weight"] = weights["model.embed_tokens.weight"]
model.load_state_dict(weights)  # strict: every tensor, and none beside
with torch.no_grad():
    print(json.dumps(model(torch.tensor([ids]))[0, -1].tolist()))
