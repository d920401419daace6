using LlamaNas.Pipelines;
using LlamaNas.Spaces;
using LlamaNas.Training;

namespace LlamaNas.Tests.Pipelines;

public sealed class FineTuneGuidesTests
{
    private static readonly SearchSpace Space = SearchSpace.Parse("layers: {free: all, minimum: 2}", TinyModels.Config);

    [Fact]
    public void A_teacher_without_a_weight_is_refused_because_it_would_teach_nothing() =>
        Assert.Contains("--distillation-weight", Refused(new FineTuneGuides { Teacher = "parent" }, new FineTuningOptions()), StringComparison.Ordinal);

    [Fact]
    public void Known_networks_are_refused_where_only_the_full_network_is_trained() =>
        Assert.Contains("FullOnly", Refused(new FineTuneGuides { Networks = ["front.db"] }, new FineTuningOptions { Strategy = SubNetworkStrategy.FullOnly }), StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_of_networks_is_named_with_its_option() =>
        Assert.Contains("--networks", Refused(new FineTuneGuides { Networks = ["nowhere.db"] }, new FineTuningOptions()), StringComparison.Ordinal);

    [Fact]
    public void Without_guides_the_key_of_earlier_runs_stays()
    {
        using var opened = new FineTuneGuides().Open(TinyModels.Config, Space, new FineTuningOptions());

        Assert.Equal("", opened.Key);
        Assert.Equal(TrainingGuides.None, opened.Load(device: null));
    }

    private static string Refused(FineTuneGuides guides, FineTuningOptions options) =>
        Assert.Throws<UsageException>(() => guides.Open(TinyModels.Config, Space, options)).Message;
}
