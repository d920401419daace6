using System.Text;
using LlamaNas.Checkpoints.Gguf;

namespace LlamaNas.Checkpoints;

/// <summary>The small files of a model beside its weights: those of a Hugging Face folder, or what a GGUF file says in their form.</summary>
internal sealed class ModelFiles
{
    private readonly Func<string, byte[]?> _find;

    private ModelFiles(string model, Func<string, byte[]?> find) => (Model, _find) = (model, find);

    /// <summary>The folder or the file.</summary>
    public string Model { get; }

    /// <summary>The files of a model.</summary>
    /// <param name="model">A folder, or a GGUF file.</param>
    /// <exception cref="CheckpointException">A file, but no GGUF.</exception>
    public static ModelFiles Of(string model)
    {
        if (!File.Exists(model))
            return new ModelFiles(model, name => Path.Combine(model, name) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null);

        var file = GgufFile.Read(model);
        return new ModelFiles(model, name => name switch
        {
            LlamaConfigFile.Name => Encoding.UTF8.GetBytes(LlamaConfigText.Print(GgufCheckpoint.Config(file))),
            "tokenizer.json" => GgufTokenizerFiles.BytePairs(file.Values) is { } json ? Encoding.UTF8.GetBytes(json) : null,
            "tokenizer.model" => GgufTokenizerFiles.SentencePieces(file.Values),
            "tokenizer_config.json" => Encoding.UTF8.GetBytes(GgufTokenizerFiles.Settings(file.Values)),
            _ => null,
        });
    }

    /// <summary>A file's bytes; null where the model has none of that name.</summary>
    public byte[]? Find(string name) => _find(name);

    /// <summary>A file's text; null where the model has none of that name.</summary>
    public string? FindText(string name) => Find(name) is { } bytes ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetString(bytes).TrimStart('\uFEFF') : null;

    /// <summary>Where a file is, for messages.</summary>
    public string Place(string name) => File.Exists(Model) ? $"{Model}, {name}" : Path.Combine(Model, name);
}
