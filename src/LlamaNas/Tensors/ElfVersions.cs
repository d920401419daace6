using System.Buffers.Binary;
using System.Text;

namespace LlamaNas.Tensors;

/// <summary>Edits the symbol-version requirements (<c>.gnu.version_r</c>) of a 64-bit little-endian ELF library.</summary>
internal static class ElfVersions
{
    private const uint RequirementsSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2;                       // VER_FLG_WEAK

    /// <summary>Marks a required version as weak: the loader then accepts a system that does not define it.</summary>
    /// <param name="image">The library's bytes, changed in place.</param>
    /// <param name="version">Version name, e.g. <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>How many entries were marked.</returns>
    public static int MakeWeak(Span<byte> image, string version)
    {
        var marked = 0;
        var sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(image[0x28..]);
        int sectionSize = Word(image, 0x3A), sectionCount = Word(image, 0x3C);
        for (var section = 0; section < sectionCount; section++)
        {
            var header = sections + (section * sectionSize);
            if (Number(image, header + 4) != RequirementsSection)
                continue;

            var names = Offset(image, sections + ((int)Number(image, header + 0x28) * sectionSize));
            marked += MarkLibraries(image, Offset(image, header), names, version);
        }

        return marked;
    }

    private static int MarkLibraries(Span<byte> image, int library, int names, string version)
    {
        var marked = 0;
        for (uint next; ; library += (int)next)
        {
            int count = Word(image, library + 2), entry = library + (int)Number(image, library + 8);
            for (var index = 0; index < count; index++, entry += (int)Number(image, entry + 12))
            {
                if (Name(image, names + (int)Number(image, entry + 8)) != version)
                    continue;

                BinaryPrimitives.WriteUInt16LittleEndian(image[(entry + 4)..], (ushort)(Word(image, entry + 4) | Weak));
                marked++;
            }

            next = Number(image, library + 12);
            if (next == 0)
                return marked;
        }
    }

    private static ushort Word(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt16LittleEndian(image[at..]);

    private static uint Number(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt32LittleEndian(image[at..]);

    private static int Offset(ReadOnlySpan<byte> image, int header) => (int)BinaryPrimitives.ReadUInt64LittleEndian(image[(header + 0x18)..]);

    private static string Name(ReadOnlySpan<byte> image, int at)
    {
        var text = image[at..];
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }
}
