using System.Runtime.InteropServices;

namespace LlamaNas.Checkpoints.Gguf;

/// <summary>A GGUF file as a checkpoint: its configuration, and its tensors under Hugging Face's names.</summary>
internal static class GgufCheckpoint
{
    /// <summary>Reads the configuration.</summary>
    public static LlamaConfig Config(GgufFile file) => GgufConfig.Of(file, RotaryFactors(file));

    /// <summary>The tensors, as the checkpoint shows them.</summary>
    /// <exception cref="CheckpointException">A tensor is of no LLaMA network.</exception>
    public static Dictionary<string, TensorInfo> Tensors(GgufFile file, LlamaConfig config)
    {
        var tensors = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        foreach (var tensor in file.Tensors.Where(tensor => tensor.Name != GgufNames.RotaryFactors))
        {
            var name = GgufNames.Parse(tensor.Name) ?? throw file.Values.Error($"tensor '{tensor.Name}' is not part of a LLaMA network without biases");
            if (!tensors.TryAdd(name, Tensor(file.Path, name, tensor, config)))
                throw file.Values.Error($"tensor '{tensor.Name}' is there twice");
        }

        return tensors;
    }

    private static TensorInfo Tensor(string path, string name, GgufTensorInfo tensor, LlamaConfig config)
    {
        var interleaved = TensorNames.TryParseLayer(name, out _, out var part) && part is TensorNames.Query or TensorNames.Key;
        var type = tensor.Type.Decoded();
        var count = tensor.Shape.Aggregate(1L, (product, size) => product * size);
        return new TensorInfo(name, type, tensor.Shape, path, tensor.Offset, count * type.Bytes()) { Storage = new GgufStorage(tensor.Type, interleaved ? config.HeadSize : 0) };
    }

    private static float[]? RotaryFactors(GgufFile file)
    {
        if (file.Tensors.FirstOrDefault(tensor => tensor.Name == GgufNames.RotaryFactors) is not { } tensor)
            return null;
        if (tensor.Type != GgufElementType.Float32 || tensor.Shape.Count != 1)
            throw file.Values.Error($"tensor '{tensor.Name}' is no list of F32");

        var bytes = new byte[tensor.Length];
        using var stream = File.OpenRead(file.Path);
        stream.Position = tensor.Offset;
        stream.ReadExactly(bytes);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
