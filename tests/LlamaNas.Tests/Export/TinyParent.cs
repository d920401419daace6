using System.Runtime.InteropServices;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Export;

/// <summary>What exported networks of <see cref="TinyModels"/> descend from, and what they compute.</summary>
internal static class TinyParent
{
    /// <summary>Writes the folder "parent": a configuration and the files that travel along.</summary>
    public static void Write(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["parent"]);
        folder.Write("parent/config.json",
            """
            {"architectures":["LlamaForCausalLM"],"model_type":"llama","hidden_size":16,"intermediate_size":24,"num_hidden_layers":3,"num_attention_heads":4,
             "num_key_value_heads":2,"head_dim":4,"vocab_size":40,"max_position_embeddings":128,"rms_norm_eps":1e-5,"rope_theta":10000,
             "tie_word_embeddings":true,"torch_dtype":"float32"}
            """);
        folder.Write("parent/generation_config.json", """{"eos_token_id":2}""");
        folder.Write("parent/chat_template.jinja", "{{ messages }}");
        folder.Write("parent/LICENSE", "                                 Apache License\n                           Version 2.0, January 2004\n");
    }

    /// <summary>Logits of some tokens, in FP32.</summary>
    public static float[] Logits(SuperNetwork network, SubNetwork subNetwork)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, 6);
        var logits = network.Logits(network.Forward(tensor(new long[] { 1, 5, 9, 3, 3, 38 }), pattern, subNetwork));
        return MemoryMarshal.Cast<byte, float>(TensorLoader.Bytes(logits.to(float32))).ToArray();
    }
}
