using LlamaNas.Pipelines;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Pipelines;

public sealed class FrontOfRunTests
{
    private static readonly SubNetwork Large = new() { Layers = [0, 1], FeedForwardWidths = [8, 8] };
    private static readonly SubNetwork Small = new() { Layers = [0], FeedForwardWidths = [8] };
    private static readonly FrontOfRun Front = new("arc_easy", "model", "hash", 60, [(Large, 200), (Small, 100)]);

    [Fact]
    public void The_largest_member_that_fits_stands_for_the_front()
    {
        Assert.Equal(Large, Front.Largest(250));
        Assert.Equal(Large, Front.Largest(200));
        Assert.Equal(Small, Front.Largest(199));
    }

    [Fact]
    public void Where_every_member_is_larger_none_does() => Assert.Null(Front.Largest(99));
}
