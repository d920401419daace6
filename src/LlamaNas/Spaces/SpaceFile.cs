using System.Globalization;
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
/// kv_heads: [0.5, 1]            # key/value heads, or fractions; 1 is all of them; omitted: all
/// skip: [attention, ffn]        # blocks that any layer may lack, one of them at a time; or {attention: inner, ffn: [3, 4]}: all, inner or a list of layers
/// bits: [4, 8, 16]              # bits of a layer's linear maps; omitted: 16
/// </code>
/// </summary>
internal static class SpaceFile
{
    private static readonly string[] Keys = ["layers", "ffn_widths", "kv_heads", "skip", "bits"];

    private static readonly Dictionary<string, string> Presets = new()
    {
        ["paper"] = "{layers: {counts: [0.75, 0.875, 1], keep: first}, ffn_widths: [0.5, 1]}",
        ["free-layers"] = "{layers: {free: inner, minimum: 0.66}, ffn_widths: [0.5, 0.75, 1]}",
        ["free"] = "{layers: {free: inner, minimum: 0.66}, ffn_widths: [0.5, 0.75, 1], kv_heads: [0.5, 1], skip: {attention: inner, ffn: inner}}",
        ["free-bits"] = "{layers: {free: inner, minimum: 0.66}, ffn_widths: [0.5, 0.75, 1], kv_heads: [0.5, 1], skip: {attention: inner, ffn: inner}, bits: [4, 8, 16]}",
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

        root.AllowOnly(Keys);
        if (Keys.All(key => root.Find(key) is null))
            throw root.Error($"none of {string.Join(", ", Keys)} is given. Give at least one, or 'preset'.");
        var heads = root.Find("kv_heads");
        var skip = root.Find("skip");
        EquatableArray<int> fullHeads = [.. config.KeyValueHeadsByLayer];
        var space = new SearchSpace
        {
            Layers = ReadLayers(root.Find("layers"), config),
            FeedForwardWidths = root.Find("ffn_widths") is { } widths
                ? ReadSizes(widths, config.FeedForwardWidths, "ffn_widths", multiple: 32)
                : [.. config.FeedForwardWidths.Select(width => (EquatableArray<int>)[width])],
            KeyValueHeads = heads is null ? [] : ReadSizes(heads, fullHeads, "kv_heads", multiple: 1),
            FullKeyValueHeads = heads is null && config.KeyValueHeads.Count == 0 ? [] : fullHeads,
            SkippableAttention = ReadSkip(skip, "attention", config.LayerCount),
            SkippableFeedForward = ReadSkip(skip, "ffn", config.LayerCount),
            Bits = root.Find("bits") is { } bits ? [.. Integers(bits).Distinct().Order()] : [],
        };
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
        return $"layers: {layers}\nffn_widths: {Lists(space.FeedForwardWidths)}\n"
            + (space.KeyValueHeads.Count == 0 ? "" : $"kv_heads: {Lists([.. space.KeyValueHeads.Select((heads, layer) => Heads(heads, space.FullKeyValueHeads[layer]))])}\n")
            + (space.SkippableAttention.Count + space.SkippableFeedForward.Count == 0 ? "" : $"skip: {{attention: {space.SkippableAttention}, ffn: {space.SkippableFeedForward}}}\n")
            + (space.Bits.Count == 0 ? "" : $"bits: {space.Bits}\n");

        static string Lists<T>(EquatableArray<EquatableArray<T>> lists) => lists.Distinct().Count() == 1 ? lists[0].ToString() : lists.ToString();

        // The number 1 would be read as the fraction 1: all of them.
        static EquatableArray<string> Heads(EquatableArray<int> heads, int full) =>
            [.. heads.Select(count => (count == 1 ? 1.0 / full : count).ToString("R", CultureInfo.InvariantCulture))];
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
        return new FreeLayers(ReadLayerList(layers.Require("free"), "free", all), layers.Find("minimum") is { } minimum ? Scaled(minimum, all, multiple: 1) : 1);
    }

    private static EquatableArray<int> ReadLayerList(SpaceYaml list, string name, int layers) => list.IsList ? [.. Integers(list).Order()] : list.Text switch
    {
        "all" => [.. Enumerable.Range(0, layers)],
        "inner" => [.. Enumerable.Range(1, Math.Max(0, layers - 2))],
        _ => throw list.Error($"{name} is '{list.Text}'. Use all, inner, or a list of layers."),
    };

    private static EquatableArray<int> ReadSkip(SpaceYaml? skip, string block, int layers)
    {
        if (skip is null)
            return [];
        if (!skip.IsList)
        {
            skip.AllowOnly("attention", "ffn");
            return skip.Find(block) is { } list ? ReadLayerList(list, block, layers) : [];
        }

        foreach (var item in skip.Items.Where(item => item.Text is not ("attention" or "ffn")))
            throw item.Error($"'{item.Text}' cannot be skipped. Use attention and ffn.");
        return skip.Items.Any(item => item.Text == block) ? [.. Enumerable.Range(0, layers)] : [];
    }

    private static EquatableArray<EquatableArray<int>> ReadSizes(SpaceYaml sizes, EquatableArray<int> full, string name, int multiple)
    {
        var perLayer = sizes.Items.Count > 0 && sizes.Items[0].IsList;
        if (perLayer && sizes.Items.Count != full.Count)
            throw sizes.Error($"{sizes.Items.Count} lists of {name}, but the model has {full.Count} layers. Give one list for all, or one per layer.");
        return [.. full.Select((whole, layer) => (EquatableArray<int>)
            [.. (perLayer ? sizes.Items[layer] : sizes).Items.Select(item => whole == 0 ? 0 : Scaled(item, whole, multiple)).Distinct().Order()])];
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
