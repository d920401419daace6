using System.Text.RegularExpressions;

namespace LlamaNas.Hub;

/// <summary>Which of a model's files are needed: weights as safetensors once, configuration, tokenizer, licence.</summary>
internal static partial class ModelFiles
{
    private const string Index = "model.safetensors.index.json";
    private const string Configuration = "config.json";

    private static readonly string[] Companions =
    [
        Configuration, "generation_config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "chat_template.jinja", "chat_template.json", "README.md",
    ];

    /// <summary>The needed ones among a repository's files, the smallest first: what is wrong shows early.</summary>
    /// <exception cref="HubException">It has no configuration or no safetensors.</exception>
    public static IReadOnlyList<HubFile> Needed(IReadOnlyList<HubFile> files, string where)
    {
        var weights = files.Any(file => file.Path == Index)
            ? files.Where(file => file.Path == Index || Shard().IsMatch(file.Path))
            : files.Where(file => file.Path == "model.safetensors");
        HubFile[] needed = [.. weights, .. files.Where(file => Companions.Contains(file.Path) || Licence().IsMatch(file.Path))];
        if (!needed.Any(file => file.Path == Configuration))
            throw new HubException($"{where}: no {Configuration} among {files.Count} files, so no Hugging Face model. Check the name and --revision.");
        return needed.Any(file => file.Path.EndsWith(".safetensors", StringComparison.Ordinal))
            ? [.. needed.OrderBy(file => file.Size).ThenBy(file => file.Path, StringComparer.Ordinal)]
            : throw new HubException($"{where}: no weights as safetensors among {files.Count} files. Choose a model or a --revision that has them.");
    }

    [GeneratedRegex(@"^model-\d+-of-\d+\.safetensors\z")]
    private static partial Regex Shard();

    [GeneratedRegex(@"^(LICEN[CS]E|NOTICE|USE_POLICY)[^/]*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Licence();
}
