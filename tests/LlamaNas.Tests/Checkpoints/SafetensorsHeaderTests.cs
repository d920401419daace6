using CsCheck;
using LlamaNas.Checkpoints;

namespace LlamaNas.Tests.Checkpoints;

public sealed class SafetensorsHeaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,8],"data_offsets":[0,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", 8, "I64")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,8]}}""", 8, "damaged")]
    [InlineData("""{"a":{"dtype":"F32","shape":"two","data_offsets":[0,8]}}""", 8, "damaged")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "damaged")]
    [InlineData("""["a"]""", 8, "damaged")]
    [InlineData("""{"a":""", 8, "damaged")]
    public void Faulty_headers_are_refused_by_name(string header, int dataBytes, string reason) =>
        Refused(TinyCheckpoint.File(header, dataBytes), reason);

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    public void A_wrong_header_length_is_refused(long length) => Refused(TinyCheckpoint.File("{}", 16, length), "header claims");

    [Fact]
    public void A_file_too_short_for_a_header_is_refused() => Refused([1, 2, 3], "too short");

    [Fact]
    public void A_truncated_file_is_refused_with_its_tensor()
    {
        TinyCheckpoint.Write(_folder);
        var whole = File.ReadAllBytes(_folder["model.safetensors"]);

        Refused(whole[..^1], "model.safetensors");
    }

    [Fact]
    public void Any_bytes_give_tensors_or_a_message() => Gen.Byte.Array[0, 200].Sample(bytes => ReadOrRefuse(bytes), iter: 2000, threads: 1);

    [Fact]
    public void Any_change_of_a_header_gives_tensors_or_a_message()
    {
        TinyCheckpoint.Write(_folder);
        var whole = File.ReadAllBytes(_folder["model.safetensors"]);

        Gen.Select(Gen.Int[0, 400], Gen.Byte).Sample((at, value) =>
        {
            var changed = whole.ToArray();
            changed[at] = value;
            ReadOrRefuse(changed);
        }, iter: 2000, threads: 1);
    }

    private void Refused(byte[] bytes, string reason)
    {
        var message = Assert.Throws<CheckpointException>(() => SafetensorsHeader.Read(_folder.Write("model.safetensors", bytes))).Message;

        Assert.StartsWith(_folder["model.safetensors"], message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            SafetensorsHeader.Read(_folder.Write("random.safetensors", bytes));
        }
        catch (CheckpointException exception)
        {
            Assert.NotEmpty(exception.Message);
        }
    }
}
