namespace LlamaNas.Benchmarks;

/// <summary>All benchmarks by name.</summary>
internal static class Benchmarks
{
    public static IReadOnlyDictionary<string, Func<BenchmarkSettings, string>> All { get; } = new Dictionary<string, Func<BenchmarkSettings, string>>
    {
        ["make-search-table"] = SearchTables.NetworkTableMaker.Make,
        ["harness-rate"] = HarnessRate.Run,
        ["large-model"] = LargeModel.Run,
        ["layer-sharing"] = LayerSharing.Run,
        ["make-large-model"] = LargeModel.Make,
        ["one-by-one"] = OneByOne.Run,
        ["llama-cpp"] = LlamaCpp.Run,
        ["packed-forward"] = PackedForward.Run,
        ["quantization"] = QuantizationCost.Run,
        ["quantization-speed"] = QuantizationSpeed.Run,
        ["racing"] = Racing.Run,
        ["representativeness"] = Representativeness.Tiny,
        ["representativeness-smollm2"] = Representativeness.SmolLM2,
        ["training"] = TrainingSpeed.Run,
        [TrainingSpeed.One] = TrainingSpeed.Measure,
        ["racing-table"] = SearchTables.RacingTable.Run,
        ["search-overhead"] = SearchTables.SearchOverhead.Run,
        ["search-parameters"] = SearchTables.SearchParameters.Run,
        ["search-parts"] = SearchTables.SearchParts.Run,
        ["search-table"] = SearchTables.SearchTable.Run,
        ["search-smollm2"] = SearchTables.SearchSmolLm2.Run,
        ["resident"] = QuantizationSpeed.PrintResident,
        ["token-sharing"] = TokenSharing.Run,
    };
}
