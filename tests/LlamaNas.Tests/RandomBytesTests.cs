using System.Text;
using CsCheck;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Tokens;
using LlamaNas.Training;

namespace LlamaNas.Tests;

/// <summary>Whatever a file holds, its parser answers with a value or with a message for the user, never with another exception.</summary>
public sealed class RandomBytesTests : IDisposable
{
    private const int Tries = 300;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly string[] Words =
        ["{", "}", "[", "]", "\"", ":", ",", "- ", "\n", "a", "task", "layers", "1", "-1", "1e9", "null", "{a}", "{a|b}", "|", " ", "<=", "model", "vocab", "merges", "weight_map"];

    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte.Array[0, 120],
        Gen.Int[0, Words.Length - 1].Select(index => Words[index])
            .Array[0, 40].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))));

    public static TheoryData<string> Parsers { get; } = ["config.json", "shard index", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "task", "documents", "parquet", "gguf",
        "space", "architecture", "instructions", "experiment", "run store", "run settings", "constraint", "selection"];

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Any_bytes_give_a_value_or_a_message(string parser) => Bytes.Sample(bytes => ParseOrRefuse(parser, bytes), iter: Tries, threads: 1);

    private void ParseOrRefuse(string parser, byte[] bytes)
    {
        try
        {
            Parse(parser, bytes);
        }
        catch (LlamaNasException exception)
        {
            Assert.NotEmpty(exception.Message);
        }
    }

    private object? Parse(string parser, byte[] bytes) => parser switch
    {
        "config.json" => LlamaConfigFile.Parse(bytes, "config.json"),
        "shard index" => Shards(bytes),
        "tokenizer.json" => Tokenizer("tokenizer.json", bytes),
        "tokenizer.model" => Tokenizer("tokenizer.model", bytes),
        "tokenizer_config.json" => Tokenizer("tokenizer_config.json", bytes),
        "task" => TaskFile.Parse(Encoding.UTF8.GetString(bytes), "task.yaml"),
        "documents" => Documents(bytes),
        "gguf" => Gguf(bytes),
        "parquet" => ParquetFile.Rows(_folder.Write("documents.parquet", bytes)),
        "space" => SearchSpace.Parse(Encoding.UTF8.GetString(bytes), TinyModels.Config),
        "architecture" => SubNetworkJson.Parse(bytes),
        "instructions" => InstructionFile.Read(_folder.Write("alpaca.jsonl", bytes)),
        "experiment" => RunConfiguration.Parse(Encoding.UTF8.GetString(bytes), "run.yaml"),
        "run store" => Store(bytes),
        "run settings" => RunSettings.FromJson(Encoding.UTF8.GetString(bytes)),
        "constraint" => Constraint.Parse(Encoding.UTF8.GetString(bytes)),
        _ => SelectionRule.Parse(Encoding.UTF8.GetString(bytes)),
    };

    private IReadOnlyList<string> Shards(byte[] bytes)
    {
        _folder.Write("model.safetensors.index.json", bytes);
        return ShardIndex.Files(_folder.Path);
    }

    private LlamaConfig Gguf(byte[] bytes)
    {
        using var checkpoint = Checkpoint.Open(_folder.Write("model.gguf", [.. "GGUF"u8, 3, 0, 0, 0, .. bytes]));
        return checkpoint.Config;
    }

    private LlamaTokenizer Tokenizer(string name, byte[] bytes)
    {
        foreach (var file in Directory.GetFiles(_folder.Path))
            File.Delete(file);
        _folder.Write(name, bytes);
        return LlamaTokenizer.Open(_folder.Path);
    }

    private IReadOnlyList<TaskDocument> Documents(byte[] bytes)
    {
        _folder.Write("documents.jsonl", bytes);
        return DocumentFile.Read(_folder.Path, "documents.jsonl");
    }

    private RunSettings Store(byte[] bytes)
    {
        using var store = RunStore.OpenExisting(_folder.Write("run.db", bytes));
        return store.Settings;
    }
}
