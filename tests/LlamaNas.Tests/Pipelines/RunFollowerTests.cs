using LlamaNas.Pipelines;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Pipelines;

public sealed class RunFollowerTests : IDisposable
{
    private static readonly SubNetwork Large = InventedSearch.Network(12, 8), Small = InventedSearch.Network(8, 4);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_rate_counts_from_one_addition_to_the_next_and_a_search_that_ends_early_is_said_to_have_ended()
    {
        using var search = new InventedSearch(_folder["a.db"], "arc_easy");
        await using var steps = RunFollower.FollowAsync([_folder["a.db"]], TimeSpan.FromMilliseconds(5)).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.Equal("0 of 4 networks evaluated.", await NextAsync());
        search.Candidate(Large, "1100");
        Assert.Equal("1 of 4 networks evaluated.", await LastAsync("1 of"));
        search.Candidate(Small, "1000");
        Assert.Matches("^2 of 4 networks evaluated, [0-9.]+ a minute, about [0-9]+ min left.$", await LastAsync("2 of"));
        search.Dispose();
        Assert.Equal("No search is running: 2 of 4 networks evaluated.", await LastAsync("No search"));

        async Task<string> NextAsync() => await steps.MoveNextAsync() ? steps.Current.ToString() : "";

        // A candidate's score is an addition of its own: the status before the candidate itself comes in between.
        async Task<string> LastAsync(string start)
        {
            while (true)
            {
                if (await NextAsync() is var text && text.StartsWith(start, StringComparison.Ordinal))
                    return text;
            }
        }
    }
}
