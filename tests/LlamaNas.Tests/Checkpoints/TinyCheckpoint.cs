using System.Buffers.Binary;
using System.Text;
using LlamaNas.Checkpoints;

namespace LlamaNas.Tests.Checkpoints;

/// <summary>Small model folders, whole and damaged.</summary>
internal static class TinyCheckpoint
{
    public const string Config =
        """
        {"model_type":"llama","architectures":["LlamaForCausalLM"],"hidden_size":8,"intermediate_size":12,"num_hidden_layers":2,"num_attention_heads":2,
         "num_key_value_heads":1,"vocab_size":10,"rms_norm_eps":1e-5,"tie_word_embeddings":true,"hidden_act":"silu","torch_dtype":"float32"}
        """;

    public static LlamaConfig Sizes => LlamaConfigFile.Parse(Encoding.UTF8.GetBytes(Config), "config.json");

    /// <summary>Tensors of the configuration, each filled with its own number.</summary>
    public static IEnumerable<TensorToWrite> Tensors(ElementType type = ElementType.Float32) =>
        ParameterLayout.Of(Sizes).Select((entry, index) => new TensorToWrite(entry.Name, type, entry.Shape, () =>
            [.. Enumerable.Repeat((byte)(index + 1), (int)entry.Shape.Aggregate(1L, (product, size) => product * size) * type.Bytes())]));

    /// <summary>Writes a whole folder with one file.</summary>
    public static void Write(TemporaryFolder folder, ElementType type = ElementType.Float32)
    {
        folder.Write("config.json", Config);
        SafetensorsWriter.Write(folder["model.safetensors"], Tensors(type));
    }

    /// <summary>A safetensors file with a given header and as many data bytes.</summary>
    public static byte[] File(string header, int dataBytes, long? claimedLength = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, claimedLength ?? json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }
}
