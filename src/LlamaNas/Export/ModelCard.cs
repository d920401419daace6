using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Export;

/// <summary>README.md of an exported network: what it is, where it comes from, how it was found, what it scores, how it loads.</summary>
internal static class ModelCard
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "README.md";

    /// <summary>The card.</summary>
    /// <param name="parent">The super-network's folder.</param>
    /// <param name="whole">The super-network's sizes.</param>
    /// <param name="subNetwork">What of it was written.</param>
    /// <param name="stored">Sizes of the stored tensors.</param>
    /// <param name="fields">What config.json says of the layout.</param>
    /// <param name="story">How it was found; null where that is not known.</param>
    public static string Write(string parent, LlamaConfig whole, SubNetwork subNetwork, LlamaConfig stored, JsonObject fields, ModelCardStory? story)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(parent)));
        var licence = ParentLicence.Of(parent);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"---\nlicense: {licence}\nbase_model: {name}\nlibrary_name: transformers\npipeline_tag: text-generation\ntags: [llama, llama-nas]\n---\n\n");
        text.Append(CultureInfo.InvariantCulture, $"# {name}: {subNetwork.Layers.Count} of {whole.LayerCount} layers\n\n");
        text.Append(CultureInfo.InvariantCulture, $"A sub-network of {name}, found with LLaMA-NAS: some decoder layers and feed-forward channels of the parent, with their weights as they are there.\n\n");
        Table(text, ["", "this network", "parent"], Sizes(whole, subNetwork, stored));
        text.Append(CultureInfo.InvariantCulture, $"\nLicence: that of the parent ({licence}).\n");
        Layers(text, subNetwork);
        if (story is not null)
            Tell(text, story);
        text.Append("\n## Use\n\n").Append(Use(stored, fields));
        return text.ToString();
    }

    private static IEnumerable<string[]> Sizes(LlamaConfig whole, SubNetwork subNetwork, LlamaConfig stored)
    {
        var own = subNetwork.SizesIn(whole);
        yield return ["decoder layers", Text(own.LayerCount), Text(whole.LayerCount)];
        yield return ["parameters", Millions(own), Millions(whole)];
        if (ParameterLayout.Count(stored) != ParameterLayout.Count(own))
            yield return ["parameters as stored, with zeros", Millions(stored), Millions(whole)];
        yield return ["feed-forward widths", Range(own.FeedForwardWidths), Range(whole.FeedForwardWidths)];
    }

    private static void Layers(StringBuilder text, SubNetwork subNetwork)
    {
        text.Append("\n## Architecture\n\n");
        text.Append("As LLaMA-NAS reads it (`--architecture`), with the parent's layer numbers:\n\n");
        text.Append(CultureInfo.InvariantCulture, $"```json\n{SubNetworkJson.Print(subNetwork)}\n```\n");
    }

    private static void Tell(StringBuilder text, ModelCardStory story)
    {
        if (story.Scores.Count > 0)
        {
            text.Append("\n## Scores\n\nMeans with 95 % bootstrap intervals; differences are paired by document.\n\n");
            Table(text, ["measured", "parent", "this network", "difference in points"], story.Scores.Select(score => new[] { score.Measure, score.Full, score.Own, score.Difference }));
        }

        if (story.Search.Count > 0)
        {
            text.Append("\n## How it was found\n\n");
            Table(text, ["", ""], story.Search.Select(fact => new[] { fact.Name, fact.Value }));
        }

        if (story.Commands.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n```bash\n{string.Join('\n', story.Commands)}\n```\n");
    }

    private static string Use(LlamaConfig stored, JsonObject fields) => fields["architectures"]?[0]?.GetValue<string>() switch
    {
        "DeciLMForCausalLM" => "```bash\nvllm serve FOLDER --trust-remote-code\n```\n\nThe folder has the layout of Nemotron-NAS (`block_configs`), which vLLM loads. "
            + "`modeling_llama_nas.py` says the same to transformers (`trust_remote_code=True`).\n",
        "LlamaNasForCausalLM" => Transformers(", trust_remote_code=True")
            + "\nLayers differ in size, which transformers' own LLaMA cannot hold; `modeling_llama_nas.py` is all the code that runs.\n",
        _ when StoredSizes.IsUniform(stored) => Transformers(""),
        _ => "```bash\nllama-nas export --model FOLDER --format huggingface --layout padded --output OTHER\n```\n\n"
            + "Layers differ in size (`per_layer_config`), which only LLaMA-NAS reads so far; the command writes a folder for transformers.\n",
    };

    private static string Transformers(string more) => "```python\nfrom transformers import AutoModelForCausalLM, AutoTokenizer\n\n"
        + $"model = AutoModelForCausalLM.from_pretrained(\"FOLDER\"{more})\ntokenizer = AutoTokenizer.from_pretrained(\"FOLDER\")\n```\n";

    private static void Table(StringBuilder text, string[] header, IEnumerable<string[]> rows)
    {
        foreach (var row in rows.Prepend([.. header.Select(_ => "---")]).Prepend(header))
            text.Append("| ").AppendJoin(" | ", row.Select(cell => cell.Trim().ReplaceLineEndings("; ").Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
    }

    private static string Range(EquatableArray<int> widths) => widths.Min() == widths.Max() ? Text(widths[0]) : $"{Text(widths.Min())} to {Text(widths.Max())}";

    private static string Millions(LlamaConfig config) =>
        string.Create(CultureInfo.InvariantCulture, $"{ParameterLayout.Count(config) / 1e6:F2} M");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
