"""LLaMA whose layers differ in size, for transformers 4.48 and later (trust_remote_code=True).

`block_configs` of config.json has an entry for each layer: the width of its feed-forward block, how many query heads
share a key/value head, and whether one of the two blocks is left out. All else is transformers' own LLaMA.
"""
import copy

import torch
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.models.llama.modeling_llama import LlamaDecoderLayer


class Sizes(dict):
    """A dictionary whose keys are attributes too, which is how vLLM reads them."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class LlamaNasConfig(LlamaConfig):
    model_type = "nemotron-nas"

    def __init__(self, block_configs=None, per_layer_config=None, **kwargs):
        # per_layer_config says the same widths in transformers' own words; its LLaMA does not build such layers yet.
        super().__init__(**kwargs)
        self.block_configs = [Sizes((part, Sizes(sizes)) for part, sizes in block.items()) for block in block_configs or []]


class NoAttention(nn.Module):
    def forward(self, hidden_states, **kwargs):
        return torch.zeros_like(hidden_states), None


class NoFeedForward(nn.Module):
    def forward(self, hidden_states):
        return torch.zeros_like(hidden_states)


def feed_forward_width(config, block):
    if "intermediate_size" in block.ffn:
        return block.ffn.intermediate_size
    return (int(2 * block.ffn.ffn_mult * config.hidden_size / 3) + 255) // 256 * 256


def decoder_layer(config, block, cache_layer):
    sizes = copy.copy(config)
    if not block.attention.no_op:
        sizes.num_attention_heads = block.attention.get("num_attention_heads", config.num_attention_heads)
        sizes.num_key_value_heads = sizes.num_attention_heads // block.attention.n_heads_in_group
    if not block.ffn.no_op:
        sizes.intermediate_size = feed_forward_width(config, block)
    layer = LlamaDecoderLayer(sizes, cache_layer)
    layer.self_attn.config = config  # so that a later choice of the attention kernel reaches all layers
    if block.attention.no_op:
        layer.input_layernorm, layer.self_attn = nn.Identity(), NoAttention()
    if block.ffn.no_op:
        layer.post_attention_layernorm, layer.mlp = nn.Identity(), NoFeedForward()
    return layer


class LlamaNasForCausalLM(LlamaForCausalLM):
    config_class = LlamaNasConfig

    def __init__(self, config):
        super().__init__(config)
        layers, cache_layer = [], 0
        for block in config.block_configs:
            layers.append(decoder_layer(config, block, cache_layer))
            cache_layer += not block.attention.no_op  # the cache counts layers that attend
        self.model.layers = nn.ModuleList(layers)
        self.post_init()
