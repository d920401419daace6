using LlamaNas.Checkpoints;
using LlamaNas.Pipelines;
using LlamaNas.Spaces;
using LlamaNas.Tests.Checkpoints;

namespace LlamaNas.Tests.Pipelines;

public sealed class FrontOfRunTests : IDisposable
{
    private static readonly SubNetwork Large = new() { Layers = [0, 1], FeedForwardWidths = [8, 8] };
    private static readonly SubNetwork Small = new() { Layers = [0], FeedForwardWidths = [8] };
    private static readonly FrontOfRun Front = new("arc_easy", "model", "hash", 60, [(Large, 200), (Small, 100)]);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_largest_member_that_fits_stands_for_the_front()
    {
        Assert.Equal(Large, Front.Largest(250));
        Assert.Equal(Large, Front.Largest(200));
        Assert.Equal(Small, Front.Largest(199));
    }

    [Fact]
    public void Where_every_member_is_larger_none_does() => Assert.Null(Front.Largest(99));

    [Fact]
    public void A_run_says_what_it_searched()
    {
        var weights = Model();
        Run(weights);

        var front = Read(TinyCheckpoint.Sizes);

        Assert.Equal(("arc_easy", _folder.Path, weights), (front.Name, front.ModelFolder, front.WeightsHash));
        Assert.Equal(InventedSearch.Network(12, 8), front.Largest(long.MaxValue));
    }

    [Fact]
    public void A_run_of_weights_that_have_changed_since_is_refused()
    {
        Model();
        Run(new string('0', 64));

        var error = Assert.Throws<UsageException>(() => Read(TinyCheckpoint.Sizes));

        Assert.Contains("a.db: it searched other weights (000000000000)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_the_parents_own_weights_needs_no_folder_of_its_own()
    {
        Run("parent");

        Assert.Equal("parent", Read(TinyCheckpoint.Sizes).WeightsHash);
    }

    [Fact]
    public void A_run_of_a_model_of_other_sizes_is_refused()
    {
        Run(Model());

        var error = Assert.Throws<UsageException>(() => Read(TinyCheckpoint.Sizes with { VocabularySize = 20 }));

        Assert.Contains("a.db: it searched a network of other sizes", error.Message, StringComparison.Ordinal);
    }

    private FrontOfRun Read(LlamaConfig parent) => FrontOfRun.Read([_folder["a.db"]], parent, "parent").Single();

    private string Model()
    {
        TinyCheckpoint.Write(_folder);
        using var checkpoint = Checkpoint.Open(_folder.Path);
        return checkpoint.ContentHash;
    }

    private void Run(string weights)
    {
        using var search = new InventedSearch(_folder["a.db"], "arc_easy", model: _folder.Path, weights: weights).Candidate(InventedSearch.Network(12, 8), "1100");
    }
}
