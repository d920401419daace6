using System.Collections;
using System.IO.Compression;
using LlamaNas.Spaces;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>Every network of a small space with its outcome on every document: the true front is known, and a search on it costs nothing.</summary>
/// <param name="Space">The space in its YAML form.</param>
/// <param name="Tasks">Documents of each task.</param>
/// <param name="Networks">The members of the space, in the order of their JSON text.</param>
/// <param name="Outcomes">Whether each network, in that order, solves each document, task after task.</param>
internal sealed record NetworkTable(string Space, (string Name, int Documents)[] Tasks, SubNetwork[] Networks, BitArray[] Outcomes)
{
    private const int Version = 1;

    /// <summary>Documents of all tasks.</summary>
    public int DocumentCount => Tasks.Sum(task => task.Documents);

    /// <summary>The members of a space in the order of a table.</summary>
    public static SubNetwork[] NetworksOf(SearchSpace space)
    {
        var encoding = new GenotypeEncoding(space);
        return [.. encoding.All().Select(encoding.Decode).OrderBy(SubNetworkJson.Print, StringComparer.Ordinal)];
    }

    /// <summary>Reads a table.</summary>
    /// <param name="stream">What <see cref="Write"/> wrote.</param>
    /// <param name="space">Makes the space of its YAML form.</param>
    public static NetworkTable Read(Stream stream, Func<string, SearchSpace> space)
    {
        using var reader = new BinaryReader(new BrotliStream(stream, CompressionMode.Decompress));
        if (reader.ReadInt32() is var version && version != Version)
            throw new InvalidDataException($"a table of version {version}, but {Version} is read here. Make it anew with 'make-search-table'.");
        var yaml = reader.ReadString();
        var tasks = Enumerable.Range(0, reader.ReadInt32()).Select(_ => (reader.ReadString(), reader.ReadInt32())).ToArray();
        var networks = NetworksOf(space(yaml));
        var documents = tasks.Sum(task => task.Item2);
        var outcomes = networks.Select(_ => new BitArray(documents)).ToArray();
        for (var document = 0; document < documents; document++)
        {
            // A document's outcomes over all networks; each bit says whether it differs from the network before.
            var differs = new BitArray(reader.ReadBytes((networks.Length + 7) / 8));
            for (var (network, solved) = (0, false); network < networks.Length; network++)
                outcomes[network][document] = solved ^= differs[network];
        }

        return new NetworkTable(yaml, tasks, networks, outcomes);
    }

    /// <summary>Writes the table.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(new BrotliStream(stream, CompressionLevel.SmallestSize));
        writer.Write(Version);
        writer.Write(Space);
        writer.Write(Tasks.Length);
        foreach (var (name, documents) in Tasks)
        {
            writer.Write(name);
            writer.Write(documents);
        }

        for (var document = 0; document < DocumentCount; document++)
        {
            var differs = new BitArray(Networks.Length);
            for (var network = 0; network < Networks.Length; network++)
                differs[network] = Outcomes[network][document] != (network > 0 && Outcomes[network - 1][document]);
            var bytes = new byte[(Networks.Length + 7) / 8];
            differs.CopyTo(bytes, 0);
            writer.Write(bytes);
        }
    }
}
