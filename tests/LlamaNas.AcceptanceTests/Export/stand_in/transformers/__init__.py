"""A stand-in for the part of transformers that modeling_llama_nas.py uses, with the same names and calls."""
from .models.llama.modeling_llama import LlamaConfig, LlamaForCausalLM  # noqa: F401
