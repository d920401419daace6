"""LLaMA in plain PyTorch, under transformers' names."""
import torch
from torch import nn


class LlamaConfig:
    def __init__(self, **kwargs):
        self.__dict__.update(kwargs)


class LlamaRMSNorm(nn.Module):
    def __init__(self, hidden_size, eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(hidden_size)), eps

    def forward(self, hidden_states):
        return self.weight * hidden_states * torch.rsqrt(hidden_states.pow(2).mean(-1, keepdim=True) + self.eps)


class LlamaMLP(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.gate_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.up_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)

    def forward(self, hidden_states):
        return self.down_proj(nn.functional.silu(self.gate_proj(hidden_states)) * self.up_proj(hidden_states))


def rotate(heads, config):  # [batch, heads, tokens, size]
    half, tokens = heads.shape[-1] // 2, heads.shape[-2]
    angles = torch.arange(tokens)[:, None] / config.rope_theta ** (torch.arange(half) / half)
    cosines, sines = angles.cos().repeat(1, 2), angles.sin().repeat(1, 2)
    return heads * cosines + torch.cat((-heads[..., half:], heads[..., :half]), -1) * sines


class LlamaAttention(nn.Module):
    def __init__(self, config, layer_idx):
        super().__init__()
        self.config, self.layer_idx = config, layer_idx
        self.size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.groups = config.num_attention_heads // config.num_key_value_heads
        self.q_proj = nn.Linear(config.hidden_size, config.num_attention_heads * self.size, bias=False)
        self.k_proj = nn.Linear(config.hidden_size, config.num_key_value_heads * self.size, bias=False)
        self.v_proj = nn.Linear(config.hidden_size, config.num_key_value_heads * self.size, bias=False)
        self.o_proj = nn.Linear(config.num_attention_heads * self.size, config.hidden_size, bias=False)

    def forward(self, hidden_states, **kwargs):
        def heads(states):
            return states.unflatten(-1, (-1, self.size)).transpose(1, 2)

        query = rotate(heads(self.q_proj(hidden_states)), self.config)
        key = rotate(heads(self.k_proj(hidden_states)), self.config).repeat_interleave(self.groups, 1)
        value = heads(self.v_proj(hidden_states)).repeat_interleave(self.groups, 1)
        tokens = hidden_states.shape[1]
        mask = torch.full((tokens, tokens), float("-inf")).triu(1)
        weights = (query @ key.transpose(-1, -2) / self.size**0.5 + mask).softmax(-1)
        return self.o_proj((weights @ value).transpose(1, 2).flatten(2)), weights


class LlamaDecoderLayer(nn.Module):
    def __init__(self, config, layer_idx):
        super().__init__()
        self.self_attn, self.mlp = LlamaAttention(config, layer_idx), LlamaMLP(config)
        self.input_layernorm = LlamaRMSNorm(config.hidden_size, config.rms_norm_eps)
        self.post_attention_layernorm = LlamaRMSNorm(config.hidden_size, config.rms_norm_eps)

    def forward(self, hidden_states, **kwargs):
        attended, _ = self.self_attn(hidden_states=self.input_layernorm(hidden_states), **kwargs)
        hidden_states = hidden_states + attended
        return hidden_states + self.mlp(self.post_attention_layernorm(hidden_states))


class LlamaModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList([LlamaDecoderLayer(config, layer) for layer in range(config.num_hidden_layers)])
        self.norm = LlamaRMSNorm(config.hidden_size, config.rms_norm_eps)

    def forward(self, input_ids):
        hidden_states = self.embed_tokens(input_ids)
        for layer in self.layers:
            hidden_states = layer(hidden_states, attention_mask=None, use_cache=False)
        return self.norm(hidden_states)


class LlamaForCausalLM(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config, self.model = config, LlamaModel(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.post_init()

    def post_init(self):
        pass

    def forward(self, input_ids):
        return self.lm_head(self.model(input_ids))
