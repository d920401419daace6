using System.Text;
using CsCheck;
using LlamaNas.Inference;

namespace LlamaNas.Tests.Inference;

/// <summary>Tokens are single bytes here, the hardest case.</summary>
public sealed class TextStreamTests
{
    private static readonly string[] Characters = ["a", " ", "é", "中", "🙂", "\n", "👩‍👧"];

    [Fact]
    public void Pieces_are_whole_characters_and_add_up_to_the_text() => Gen.Int[0, Characters.Length - 1].Select(index => Characters[index]).Array[0, 12].Sample(characters =>
    {
        var text = string.Concat(characters);
        var stream = new TextStream(Decode);

        var pieces = Encoding.UTF8.GetBytes(text).Select(value => stream.Add(value)).ToList();
        pieces.Add(stream.Finish());

        Assert.Equal(text, string.Concat(pieces));
        Assert.All(pieces, piece => Assert.DoesNotContain('\uFFFD', piece));
        Assert.All(pieces, piece => Assert.False(piece.Length > 0 && (char.IsLowSurrogate(piece[0]) || char.IsHighSurrogate(piece[^1]))));
    });

    [Fact]
    public void A_character_that_is_never_finished_shows_in_the_end()
    {
        var stream = new TextStream(Decode);

        Assert.Equal("a", stream.Add('a'));
        Assert.Equal("", stream.Add(0xE4));
        Assert.Equal("\uFFFD", stream.Finish());
    }

    [Fact]
    public void Bytes_that_can_never_become_a_character_are_not_held_back_for_ever()
    {
        var stream = new TextStream(Decode);

        var shown = string.Concat(Enumerable.Repeat(0xFF, 10).Select(value => stream.Add(value)));

        Assert.Equal(7, shown.Length);
    }

    private static string Decode(IReadOnlyList<int> tokens) => Encoding.UTF8.GetString([.. tokens.Select(token => (byte)token)]);
}
