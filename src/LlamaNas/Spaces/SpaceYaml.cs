using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace LlamaNas.Spaces;

/// <summary>A YAML node that answers with values of the wanted kind, or an error that names file and line.</summary>
/// <param name="node">The node.</param>
/// <param name="source">File name, for errors.</param>
internal sealed class SpaceYaml(YamlNode node, string source)
{
    public string Source => source;

    public bool IsList => node is YamlSequenceNode;

    public string Text => node is YamlScalarNode { Value: { } value } ? value : throw Error("a word or number was expected here.");

    public IReadOnlyList<SpaceYaml> Items => node is YamlSequenceNode list
        ? [.. list.Children.Select(child => new SpaceYaml(child, source))]
        : throw Error("a list such as [1, 2] was expected here.");

    public double Number => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
        ? value
        : throw Error($"'{Text}' is not a number.");

    public int Integer => Number is var value && value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue
        ? (int)value
        : throw Error($"'{Text}' is not a whole number.");

    /// <summary>The mapping that a text holds.</summary>
    public static SpaceYaml Root(string yaml, string source) =>
        new(YamlText.Root(yaml, source, (message, cause) => new UsageException(message, cause)), source);

    public SpaceYaml? Find(string key) =>
        Mapping.FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: { } name } && name == key).Value is { } value ? new SpaceYaml(value, source) : null;

    public SpaceYaml Require(string key) => Find(key) ?? throw Error($"'{key}' is missing.");

    public void AllowOnly(params string[] keys)
    {
        foreach (var (key, _) in Mapping)
            if (key is not YamlScalarNode { Value: { } name } || !keys.Contains(name))
                throw new SpaceYaml(key, source).Error($"unknown or misplaced key '{key}'. Here: {string.Join(", ", keys)}.");
    }

    public UsageException Error(string message) => new($"{source}, line {node.Start.Line}: {message.ReplaceLineEndings(" ")}");

    private YamlMappingNode Mapping => node as YamlMappingNode ?? throw Error("'key: value' pairs were expected here.");
}
