using System.Buffers.Binary;
using System.Text;

namespace ShapeGen.Comparison.Peers;

/// <summary>The symbol versions that a 64-bit little-endian ELF library needs from others (section <c>SHT_GNU_verneed</c>).</summary>
internal static class ElfVersions
{
    private const uint NeededVersions = 0x6FFFFFFE;
    private const ushort Weak = 2;

    // Offsets in the file's header, in a section's, in a needed library, and in a needed version of it.
    private const int SectionTable = 0x28, SectionSize = 0x3A, SectionCount = 0x3C;
    private const int SectionType = 4, SectionOffset = 24, SectionLink = 40, SectionInfo = 44;
    private const int LibraryVersions = 2, LibraryFirst = 8, LibraryNext = 12;
    private const int VersionFlags = 4, VersionName = 8, VersionNext = 12;

    /// <summary>Marks a needed version as weak: if it is missing, the loader then warns instead of refusing the library.</summary>
    public static void Weaken(string path, string version)
    {
        byte[] file = File.ReadAllBytes(path);
        byte[] name = [.. Encoding.ASCII.GetBytes(version), 0];
        bool changed = false;
        for (int section = 0; section < Half(SectionCount); section++)
        {
            int header = SectionHeader(section);
            if (Word(header + SectionType) != NeededVersions)
            {
                continue;
            }

            int strings = Long(SectionHeader((int)Word(header + SectionLink)) + SectionOffset);
            int library = Long(header + SectionOffset);
            for (uint i = 0; i < Word(header + SectionInfo); i++)
            {
                int entry = library + (int)Word(library + LibraryFirst);
                for (int j = 0; j < Half(library + LibraryVersions); j++)
                {
                    ushort flags = Half(entry + VersionFlags);
                    if (file.AsSpan(strings + (int)Word(entry + VersionName)).StartsWith(name) && (flags & Weak) == 0)
                    {
                        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(entry + VersionFlags), (ushort)(flags | Weak));
                        changed = true;
                    }

                    entry += (int)Word(entry + VersionNext);
                }

                library += (int)Word(library + LibraryNext);
            }
        }

        if (changed)
        {
            File.WriteAllBytes(path, file);
        }

        int SectionHeader(int index) => Long(SectionTable) + (index * Half(SectionSize));
        ushort Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));
        uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
        int Long(int at) => checked((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)));
    }
}
