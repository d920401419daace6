using CsCheck;
using LlamaNas.Tensors;

namespace LlamaNas.Tests.Tensors;

public sealed class CoreTeamTests
{
    [Fact]
    public void Shares_cover_everything_once() => Gen.Select(Gen.Int[1, 5], Gen.Int[0, 100], Gen.Int[1, 9]).Sample((members, count, unit) =>
    {
        using var team = new CoreTeam(members);
        var next = 0;
        for (var member = 0; member < members; member++)
        {
            var (first, length) = team.Share(member, count, unit);
            Assert.Equal(next, first);
            Assert.True(length == 0 || first % unit == 0);
            next += length;
        }

        Assert.Equal(count, next);
    }, iter: 100);

    [Fact]
    public void Nobody_passes_a_meeting_before_all_have_come()
    {
        using var team = new CoreTeam(3);
        var steps = new int[3];

        for (var run = 0; run < 20; run++)
        {
            team.Run(member =>
            {
                for (var step = 0; step < 50; step++)
                {
                    Interlocked.Increment(ref steps[member]);
                    team.Meet();
                    Assert.Single(steps.Distinct());
                    team.Meet();
                }
            });
        }

        Assert.Equal([1000, 1000, 1000], steps);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_failure_of_any_member_reaches_the_caller(int failing)
    {
        using var team = new CoreTeam(2);

        var exception = Assert.Throws<InvalidOperationException>(() => team.Run(member =>
        {
            if (member == failing)
                throw new FormatException("as told");
            team.Meet();
        }));

        Assert.Contains("as told", exception.Message, StringComparison.Ordinal);
    }
}
