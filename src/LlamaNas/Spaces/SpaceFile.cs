using LlamaNas.Checkpoints;

namespace LlamaNas.Spaces;

/// <summary>
/// The YAML form of a search space. Either <c>preset: paper</c>, or:
/// <code>
/// layers:                       # omitted: all layers stay
///   counts: [24, 27, 30]        # numbers, or fractions of the model's layers
///   keep: first                 # or removal_order: [20, 11, 25, ...], the least important first
///   # or, each layer for itself:
///   free: inner                 # all, inner (all but first and last), or a list of layers
///   minimum: 20                 # least number of layers that stay: a number or a fraction
/// ffn_widths: [0.5, 0.75, 1]    # channels, or (up to 1) fractions of each layer's width, rounded to a multiple of 32; omitted: full width
/// </code>
/// </summary>
internal static class SpaceFile
{
    private static readonly Dictionary<string, string> Presets = new()
    {
        ["paper"] = "{layers: {counts: [0.75, 0.875, 1], keep: first}, ffn_widths: [0.5, 1]}",
        ["free"] = "{layers: {free: inner, minimum: 0.66}, ffn_widths: [0.5, 0.75, 1]}",
    };

    public static SearchSpace Preset(string name, LlamaConfig config) => Parse(Presets[name], config, name);

    public static SearchSpace Load(string presetOrFile, LlamaConfig config)
    {
        if (Presets.ContainsKey(presetOrFile))
            return Preset(presetOrFile, config);
        try
        {
            return Parse(File.ReadAllText(presetOrFile), config, presetOrFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{presetOrFile}: neither a readable file nor a preset. Give the path of a YAML file, or one of: "
                + $"{string.Join(", ", Presets.Keys.Order())}.", exception);
        }
    }

    public static SearchSpace Parse(string yaml, LlamaConfig config, string source) => FromYaml(SpaceYaml.Root(yaml, source), config);

    /// <summary>A space from a mapping inside another file.</summary>
    public static SearchSpace FromYaml(SpaceYaml root, LlamaConfig config)
    {
        if (root.Find("preset") is { } preset)
        {
            root.AllowOnly("preset");
            return Presets.ContainsKey(preset.Text) ? Preset(preset.Text, config)
                : throw preset.Error($"unknown preset '{preset.Text}'. Use one of: {string.Join(", ", Presets.Keys.Order())}.");
        }

        root.AllowOnly("layers", "ffn_widths");
        if (root.Find("layers") is null && root.Find("ffn_widths") is null)
            throw root.Error("neither 'layers' nor 'ffn_widths' is given. Give at least one, or 'preset'.");
        var space = new SearchSpace { Layers = ReadLayers(root.Find("layers"), config), FeedForwardWidths = ReadWidths(root.Find("ffn_widths"), config) };
        try
        {
            SpaceValidation.Check(space, config);
        }
        catch (UsageException exception)
        {
            throw new UsageException($"{root.Source}: {exception.Message}", exception);
        }

        return space;
    }

    public static string Print(SearchSpace space)
    {
        var layers = space.Layers switch
        {
            LayerCounts choice => $"{{counts: {choice.Counts}, removal_order: {choice.RemovalOrder}}}",
            FreeLayers choice => $"{{free: {choice.Droppable}, minimum: {choice.MinimumKept}}}",
            _ => throw new NotSupportedException($"{space.Layers.GetType().Name} has no text form."),
        };
        var same = space.FeedForwardWidths.Distinct().Count() == 1;
        return $"layers: {layers}\nffn_widths: {(same ? space.FeedForwardWidths[0].ToString() : space.FeedForwardWidths.ToString())}\n";
    }

    private static LayerChoice ReadLayers(SpaceYaml? layers, LlamaConfig config)
    {
        var all = config.LayerCount;
        if (layers is null)
            return new LayerCounts([all], []);
        if (layers.Find("counts") is { } counts)
        {
            layers.AllowOnly("counts", "keep", "removal_order");
            EquatableArray<int> numbers = [.. counts.Items.Select(item => Scaled(item, all, multiple: 1)).Distinct().Order()];
            if (numbers.Count == 0 || numbers[0] < 1 || numbers[^1] > all)
                throw counts.Error($"counts {numbers} do not fit the model, which has {all} layers. Use 1 to {all}, or fractions.");
            if (layers.Find("keep") is { } keep && keep.Text != "first")
                throw keep.Error($"keep is '{keep.Text}'. Use 'first', or name the order with removal_order.");
            if (layers.Find("removal_order") is not { } order)
                return LayerCounts.First(numbers, all);
            return layers.Find("keep") is null ? new LayerCounts(numbers, Integers(order))
                : throw order.Error("both 'keep' and 'removal_order' are given. Give one.");
        }

        layers.AllowOnly("free", "minimum");
        var free = layers.Require("free");
        EquatableArray<int> droppable = free.IsList ? [.. Integers(free).Order()] : free.Text switch
        {
            "all" => [.. Enumerable.Range(0, all)],
            "inner" => [.. Enumerable.Range(1, Math.Max(0, all - 2))],
            _ => throw free.Error($"free is '{free.Text}'. Use all, inner, or a list of layers."),
        };
        return new FreeLayers(droppable, layers.Find("minimum") is { } minimum ? Scaled(minimum, all, multiple: 1) : 1);
    }

    private static EquatableArray<EquatableArray<int>> ReadWidths(SpaceYaml? widths, LlamaConfig config)
    {
        if (widths is null)
            return [.. config.FeedForwardWidths.Select(width => (EquatableArray<int>)[width])];
        var perLayer = widths.Items.Count > 0 && widths.Items[0].IsList;
        if (perLayer && widths.Items.Count != config.LayerCount)
            throw widths.Error($"{widths.Items.Count} lists of ffn_widths, but the model has {config.LayerCount} layers. Give one list for all, or one per layer.");
        return [.. config.FeedForwardWidths.Select((full, layer) => (EquatableArray<int>)
            [.. (perLayer ? widths.Items[layer] : widths).Items.Select(item => Scaled(item, full, multiple: 32)).Distinct().Order()])];
    }

    /// <summary>A number, or up to 1 a fraction of the whole, rounded to a multiple (at least one, at most the whole).</summary>
    private static int Scaled(SpaceYaml item, int whole, int multiple)
    {
        var number = item.Number;
        if (number is > 0 and <= 1)
            return number == 1 ? whole : Math.Clamp((int)Math.Round(number * whole / multiple, MidpointRounding.AwayFromZero) * multiple, Math.Min(multiple, whole), whole);
        return item.Integer;
    }

    private static EquatableArray<int> Integers(SpaceYaml list) => [.. list.Items.Select(item => item.Integer)];
}
