using LlamaNas.Cli;

namespace LlamaNas.Tests.Cli;

public sealed class TerminalBlockTests : IDisposable
{
    private const string Up = "\u001b[2A";
    private const string Clear = "\r\u001b[J";
    private readonly StringWriter _terminal = new() { NewLine = "\n" };

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void Lines_are_written_over_those_before()
    {
        var block = new TerminalBlock(_terminal, () => 80);

        block.Draw(["bar", "front", "row"]);
        block.Draw(["bar 2"]);
        block.Close();

        Assert.Equal($"{Clear}bar\nfront\nrow{Up}{Clear}bar 2\n", _terminal.ToString());
    }

    [Fact]
    public void A_line_is_cut_before_it_would_wrap()
    {
        new TerminalBlock(_terminal, () => 24).Draw([new string('x', 40)]);

        Assert.Equal(Clear + new string('x', 23), _terminal.ToString());
    }

    [Fact]
    public void Closing_nothing_writes_nothing()
    {
        new TerminalBlock(_terminal, () => 80).Close();

        Assert.Equal("", _terminal.ToString());
    }
}
