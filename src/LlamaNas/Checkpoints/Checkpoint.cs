using System.Text.Json;
namespace LlamaNas.Checkpoints;
/// <summary>x</summary>
public sealed record TensorInfo(string Name, ElementType ElementType, EquatableArray<long> Shape, string File, long Offset, long Length);
/// <summary>x</summary>
public sealed class Checkpoint : IDisposable
{
    /// <summary>x</summary>
    public LlamaConfig Config { get; init; } = null!;
    /// <summary>x</summary>
    public Dictionary<string, TensorInfo> Tensors { get; } = [];
    /// <summary>x</summary>
    public static Checkpoint Open(string folder)
    {
        var c = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json"))).RootElement; int I(string n) => c.GetProperty(n).GetInt32();
        var cp = new Checkpoint { Config = new LlamaConfig { HiddenSize = I("hidden_size"), FeedForwardWidths = [.. Enumerable.Repeat(I("intermediate_size"), I("num_hidden_layers"))], HeadCount = I("num_attention_heads"), KeyValueHeadCount = I("num_key_value_heads"), HeadSize = I("hidden_size") / I("num_attention_heads"), VocabularySize = I("vocab_size"), MaximumPositions = I("max_position_embeddings"), RmsNormEpsilon = c.GetProperty("rms_norm_eps").GetDouble(), RopeTheta = c.GetProperty("rope_theta").GetDouble(), TiedEmbeddings = true, EndOfSequenceIds = [I("eos_token_id")], BeginOfSequenceId = I("bos_token_id") } };
        var f = Path.Combine(folder, "model.safetensors"); using var s = File.OpenRead(f); var b = new byte[8]; s.ReadExactly(b); var n = BitConverter.ToInt64(b); var h = new byte[n]; s.ReadExactly(h);
        foreach (var p in JsonDocument.Parse(h).RootElement.EnumerateObject()) { if (p.Name == "__metadata__") continue; var o = p.Value.GetProperty("data_offsets"); long a = o[0].GetInt64(), e = o[1].GetInt64(); cp.Tensors[p.Name] = new TensorInfo(p.Name, p.Value.GetProperty("dtype").GetString() == "BF16" ? ElementType.BFloat16 : ElementType.Float32, [.. p.Value.GetProperty("shape").EnumerateArray().Select(x => x.GetInt64())], f, 8 + n + a, e - a); }
        return cp;
    }
    /// <summary>x</summary>
    public void Read(string name, Span<byte> d) { var i = Tensors[name]; using var s = File.OpenRead(i.File); s.Position = i.Offset; s.ReadExactly(d); }
    /// <summary>x</summary>
    public void Dispose() { }
}
