using CsCheck;
using LlamaNas.Evaluation;
using LlamaNas.Tests.Conventions;

namespace LlamaNas.Tests.Evaluation;

public sealed class ParquetFileTests : IDisposable
{
    // Written by Apache Arrow's own writer (C++ 25.0, through ParquetSharp 25.0.1.2), which also writes the hub's files: Snappy, row groups of three rows.
    private static readonly string Arrow = Path.Combine(SourceFiles.Root, "tests", "LlamaNas.Tests", "Evaluation", "Goldens", "arrow.parquet");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nested_rows_of_Arrows_writer_have_their_JSON_shape()
    {
        string[] expected =
        [
            """{"text":"one","number":1,"truth":true,"real":0.5,"list":["x","y"],"nested":[["a"],[],["b","c"]],"structure":{"choices":["x","y"],"count":1},"structures":[{"k":"p","n":1},{"k":"q","n":2}]}""",
            """{"text":"zwei ß 😀","number":-2,"truth":false,"real":-1E+300,"list":[],"nested":[],"structure":{"choices":[],"count":null},"structures":[]}""",
            """{"text":null,"number":3,"truth":null,"real":null,"list":null,"nested":null,"structure":null,"structures":null}""",
            """{"text":"","number":9007199254740993,"truth":true,"real":3,"list":["z",null],"nested":[null,["d"]],"structure":{"choices":["z",null],"count":4},"structures":[{"k":null,"n":3}]}""",
        ];

        var rows = ParquetFile.Rows(Arrow);

        Assert.Equal(expected, rows.Select(row => row.Columns.GetRawText().Replace("\\u00DF", "ß", StringComparison.Ordinal).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal)));
        Assert.Equal($"{Arrow}, row 4", rows[3].Where);
    }

    [Fact]
    public void An_empty_file_is_refused() => Refused([], "the file is empty");

    [Fact]
    public void A_file_of_another_format_is_refused() => Refused("{\"question\":\"?\"}\n"u8.ToArray(), "not a parquet file");

    [Fact]
    public void A_truncated_file_is_refused() => Refused(File.ReadAllBytes(Arrow)[..^100], "truncated");

    [Fact]
    public void A_footer_longer_than_the_file_is_refused() => Refused([.. "PAR1"u8, 255, 255, 255, 127, .. "PAR1"u8], "its footer claims 2147483647 bytes");

    [Fact]
    public void A_damaged_footer_is_refused() => Refused([.. "PAR1"u8, 9, 9, 9, 9, 4, 0, 0, 0, .. "PAR1"u8], "damaged");

    [Fact]
    public void Any_change_of_a_file_gives_rows_or_a_message()
    {
        var whole = File.ReadAllBytes(Arrow);

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 3].Sample(changes =>
        {
            var changed = whole.ToArray();
            foreach (var (at, value) in changes)
                changed[at] = value;
            ReadOrRefuse(changed);
        }, iter: 1000, threads: 1);
    }

    [Fact]
    public void Any_footer_gives_rows_or_a_message() => Gen.Byte.Array[0, 200].Sample(
        footer => ReadOrRefuse([.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8]), iter: 1000, threads: 1);

    private void Refused(byte[] bytes, string reason)
    {
        var message = Assert.Throws<TaskException>(() => ParquetFile.Rows(_folder.Write("test.parquet", bytes))).Message;

        Assert.StartsWith(_folder["test.parquet"], message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            ParquetFile.Rows(_folder.Write("test.parquet", bytes));
        }
        catch (TaskException exception)
        {
            Assert.StartsWith(_folder["test.parquet"], exception.Message, StringComparison.Ordinal);
        }
    }
}
