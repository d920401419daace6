using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using LlamaNas.Checkpoints.Gguf;

namespace LlamaNas.Checkpoints;

/// <summary>
/// A model of the LLaMA family: a Hugging Face folder (config.json and safetensors weights, single or sharded), or a GGUF file. Opening reads and checks the
/// headers only; a tensor's bytes are mapped while they are read and unmapped again, so reading all of them does not fill the memory.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private const int WindowBytes = 4 << 20;
    private readonly Dictionary<string, MemoryMappedFile> _files = [];
    private readonly Lazy<string> _contentHash;

    private Checkpoint(string folder, LlamaConfig config, StoredQuantization? quantization, IReadOnlyDictionary<string, TensorInfo> tensors)
    {
        (Folder, Config, Quantization, Tensors) = (folder, config, quantization, tensors);
        _contentHash = new Lazy<string>(Hash);
    }

    /// <summary>The folder, or the GGUF file.</summary>
    public string Folder { get; }

    /// <summary>What config.json says, or the metadata of the GGUF file.</summary>
    public LlamaConfig Config { get; }

    /// <summary>Formats of quantized layers; null for a dense network.</summary>
    public StoredQuantization? Quantization { get; }

    /// <summary>All stored tensors by name; every tensor of <see cref="QuantizedLayout"/> is among them, in its shape.</summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>SHA-256 over configuration and weights, in hex: equal networks have equal hashes. Reads every byte once.</summary>
    public string ContentHash => _contentHash.Value;

    /// <summary>Opens a folder, or a GGUF file, and checks that configuration and weights fit.</summary>
    /// <exception cref="CheckpointException">What is missing, damaged or unsupported, and how to fix it.</exception>
    public static Checkpoint Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (File.Exists(folder))
            return OpenGguf(Path.GetFullPath(folder));
        if (!Directory.Exists(folder))
            throw new CheckpointException($"{folder}: no such folder. Give the folder of a Hugging Face model, or a GGUF file.");

        var config = LlamaConfigFile.Read(Path.Combine(folder, LlamaConfigFile.Name));
        var quantization = StoredQuantization.Read(Path.Combine(folder, LlamaConfigFile.Name), config);
        var tensors = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        foreach (var tensor in ShardIndex.Files(folder).SelectMany(SafetensorsHeader.Read))
        {
            if (!tensors.TryAdd(tensor.Name, tensor))
                throw new CheckpointException($"{tensor.File}: tensor '{tensor.Name}' is also in {tensors[tensor.Name].File}. Remove the file that does not belong to the model.");
        }

        CheckpointFit.Check(folder, config, quantization, tensors);
        return new Checkpoint(Path.GetFullPath(folder), config, quantization, tensors);
    }

    private static Checkpoint OpenGguf(string path)
    {
        var file = GgufFile.Read(path);
        var config = GgufCheckpoint.Config(file);
        var tensors = GgufCheckpoint.Tensors(file, config);
        CheckpointFit.Check(path, config, quantization: null, tensors);
        return new Checkpoint(path, config, quantization: null, tensors);
    }

    /// <summary>Copies a tensor's bytes (row-major, little-endian), of its element type.</summary>
    /// <param name="name">Name in <see cref="Tensors"/>.</param>
    /// <param name="destination">Exactly as long as the tensor.</param>
    public void Read(string name, Span<byte> destination)
    {
        var info = Tensors[name];
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, info.Length);
        if (info.Length == 0)
            return;

        if (info.Storage is { } storage)
            storage.Read(info, (offset, bytes) => ReadStored(info.File, offset, bytes), destination);
        else
            ReadStored(info.File, info.Offset, destination);
    }

    // Window by window: mapped pages count as resident memory until their view is closed.
    private void ReadStored(string file, long offset, Span<byte> destination)
    {
        for (var start = 0; start < destination.Length; start += WindowBytes)
        {
            var window = destination.Slice(start, Math.Min(WindowBytes, destination.Length - start));
            using var view = Mapped(file).CreateViewAccessor(offset + start, window.Length, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.ReadSpan((ulong)view.PointerOffset, window);
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
        _files.Clear();
    }

    private MemoryMappedFile Mapped(string path)
    {
        lock (_files)
        {
            if (!_files.TryGetValue(path, out var file))
                _files[path] = file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
            return file;
        }
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Config.ToString()));
        if (Quantization is not null)
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Quantization.ToJson().ToJsonString()));
        var buffer = Array.Empty<byte>();
        foreach (var info in Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            if (buffer.Length < info.Length)
                buffer = new byte[info.Length];
            Read(info.Name, buffer.AsSpan(0, (int)info.Length));
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(info.Name));
            hash.AppendData(buffer.AsSpan(0, (int)info.Length));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
