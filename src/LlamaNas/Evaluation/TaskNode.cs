using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace LlamaNas.Evaluation;

/// <summary>Typed access to a YAML mapping, with the line in every error.</summary>
internal sealed class TaskNode(YamlMappingNode mapping, string source)
{
    public IEnumerable<string> Names => mapping.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value!);

    public TaskException Error(string name, string what)
    {
        var key = mapping.Children.Keys.FirstOrDefault(key => key is YamlScalarNode { Value: { } text } && text == name);
        return new TaskException($"{source}, line {(key ?? mapping).Start.Line}: {what}");
    }

    public void AllowOnly(params string[] names)
    {
        foreach (var key in mapping.Children.Keys.OfType<YamlScalarNode>().Where(key => !names.Contains(key.Value)))
            throw new TaskException($"{source}, line {key.Start.Line}: unknown key '{key.Value}'. Known: {string.Join(", ", names)}.");
    }

    public bool Has(string name) => mapping.Children.ContainsKey(new YamlScalarNode(name));

    public bool IsList(string name) => Has(name) && mapping.Children[new YamlScalarNode(name)] is YamlSequenceNode;

    public string? Optional(string name) => Has(name) && mapping.Children[new YamlScalarNode(name)] is YamlScalarNode scalar ? scalar.Value : null;

    public string Text(string name) => Optional(name) ?? throw Error(name, $"'{name}' is missing or no text.");

    public int Number(string name, int absent) => Optional(name) switch
    {
        null => absent,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw Error(name, $"'{name}' is '{text}', but must be a whole number."),
    };

    public TaskNode Within(string name) => Has(name) && mapping.Children[new YamlScalarNode(name)] is YamlMappingNode inner
        ? new TaskNode(inner, source)
        : throw Error(name, $"'{name}' is missing or no mapping.");

    public IEnumerable<string> Items(string name) => Has(name) && mapping.Children[new YamlScalarNode(name)] is YamlSequenceNode list
        ? list.Children.Select(item => (item as YamlScalarNode)?.Value ?? throw Error(name, $"'{name}' holds something that is no text."))
        : throw Error(name, $"'{name}' is missing or no list.");

    public void CheckFilters(string name, IEnumerable<string> filters)
    {
        foreach (var filter in filters.Where(filter => !TextFilters.Names.Contains(filter)))
            throw Error(name, $"filter '{filter}' is unknown. Known: {string.Join(", ", TextFilters.Names)}.");
    }
}
