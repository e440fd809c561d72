using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ShapeGen;

/// <summary>Parses a safetensors file into its tensors, or throws one exception that lists all problems.</summary>
internal static class SafetensorsParser
{
    public static (TensorInfo[] Tensors, Dictionary<string, string> Metadata) Parse(CheckpointMemory memory)
    {
        string headline = $"'{memory.Checkpoint}' is not a valid safetensors file";
        var problems = new ProblemList();
        using CheckpointMemory.Lease lease = memory.Acquire();

        int headerLength = ReadHeaderLength(lease, memory.IsComplete, problems);
        problems.ThrowIfAny(headline, memory.Checkpoint);

        Span<byte> buffer = lease.IsInMemory ? default : GC.AllocateUninitializedArray<byte>(headerLength);
        ReadOnlySpan<byte> bytes = lease.Read(SafetensorsFormat.PrefixLength, headerLength, buffer);
        Header header = PlainHeader.TryRead(bytes) ?? ReadFully(bytes, problems);

        long dataStart = SafetensorsFormat.PrefixLength + headerLength;
        long dataLength = lease.Length - dataStart;
        if (!DataLayout.IsTiled(header.Entries, dataLength))
        {
            header.Entries.Sort();
            DataLayout.Check(header.Entries, dataLength, header.IsComplete, problems);
        }

        problems.ThrowIfAny(headline, memory.Checkpoint);

        var tensors = new TensorInfo[header.Entries.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            HeaderEntry entry = header.Entries[i];
            tensors[i] = new TensorInfo(entry.Name, entry.Type, entry.Shape, entry.ElementCount, dataStart + entry.Begin);
        }

        return (tensors, header.Metadata);
    }

    /// <summary>A separate method: a method that contains this call loads System.Text.Json before it runs, even if it does not reach the call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Header ReadFully(ReadOnlySpan<byte> header, ProblemList problems) => HeaderReader.Read(header, problems);

    private static int ReadHeaderLength(CheckpointMemory.Lease lease, bool isComplete, ProblemList problems)
    {
        if (lease.Length < SafetensorsFormat.PrefixLength)
        {
            problems.Add(
                $"it has {Text.Count(lease.Length, "byte")}, but the header's length alone takes the first {SafetensorsFormat.PrefixLength}");
            return 0;
        }

        ReadOnlySpan<byte> start = lease.Read(0, SafetensorsFormat.PrefixLength, stackalloc byte[SafetensorsFormat.PrefixLength]);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        ulong rest = (ulong)(lease.Length - SafetensorsFormat.PrefixLength);
        if (length > SafetensorsFormat.MaxHeaderLength)
        {
            problems.Add($"the header's length is {length} bytes, more than the format's limit of {SafetensorsFormat.MaxHeaderLength}");
        }

        if (length > rest && isComplete)
        {
            problems.Add($"the header's length is {length} bytes, but only {rest} follow: the file ends {length - rest} bytes early");
        }

        if (!problems.IsEmpty)
        {
            AddHint(start, problems);
            return 0;
        }

        return (int)length;
    }

    /// <summary>Hints for the two kinds of files that are most often mistaken for a checkpoint.</summary>
    private static void AddHint(ReadOnlySpan<byte> start, ProblemList problems)
    {
        if (start.StartsWith("PK\u0003\u0004"u8))
        {
            problems.Add($"it is a zip archive, as torch.save writes: save the state with safetensors.torch.save_file(model.state_dict(), path)");
        }
        else if (start.StartsWith("version "u8))
        {
            problems.Add($"it looks like a Git LFS pointer: fetch the file itself with git lfs pull");
        }
    }
}
