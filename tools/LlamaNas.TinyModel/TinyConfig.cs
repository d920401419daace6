using LlamaNas.TinyWorld;

namespace LlamaNas.TinyModel;

/// <summary>Sizes of the tiny model: about 3.3 million parameters, 6.7 MB in bfloat16.</summary>
internal static class TinyConfig
{
    /// <summary>The space in which the model is trained as a super-network; the quickstart's space reaches further down.</summary>
    public const string TrainingSpace =
        """
        layers: { free: inner, minimum: 4 }
        ffn_widths: [128, 256, 512]

        """;

    public const string TokenizerJson =
        """
        {
          "tokenizer_class": "PreTrainedTokenizerFast",
          "eos_token": "<|endoftext|>",
          "add_bos_token": false,
          "model_max_length": 512
        }

        """;

    /// <summary>Alpaca's prompt, so that the vocabulary knows its words.</summary>
    public const string PromptText =
        "Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.\n\n### Instruction:\n\n### Input:\n\n### Response:\n";

    public static string Json(int vocabularySize) =>
        $$"""
        {
          "architectures": ["LlamaForCausalLM"],
          "model_type": "llama",
          "hidden_size": {{TinySpace.HiddenSize}},
          "intermediate_size": {{TinySpace.FeedForwardWidth}},
          "num_hidden_layers": {{TinySpace.LayerCount}},
          "num_attention_heads": 6,
          "num_key_value_heads": 2,
          "head_dim": 32,
          "hidden_act": "silu",
          "max_position_embeddings": 512,
          "rms_norm_eps": 1e-05,
          "rope_theta": 10000.0,
          "tie_word_embeddings": true,
          "attention_bias": false,
          "mlp_bias": false,
          "vocab_size": {{vocabularySize}},
          "eos_token_id": 0,
          "torch_dtype": "bfloat16"
        }

        """;
}
