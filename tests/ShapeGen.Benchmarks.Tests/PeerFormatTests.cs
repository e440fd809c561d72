using System.Runtime.InteropServices;
using ShapeGen.Comparison.Peers;

namespace ShapeGen.Benchmarks.Tests;

/// <summary>The file formats that the peers need.</summary>
public sealed class PeerFormatTests
{
    /// <summary>The examples of Protocol Buffers' own description of its encoding.</summary>
    [Fact]
    public void Writes_the_wire_format()
    {
        ProtobufWriter inner = new();
        inner.Integer(1, 150);
        ProtobufWriter outer = new();
        outer.Text(2, "testing");
        outer.Message(3, inner);
        outer.Integer(4, -1);
        outer.Single(5, 1);
        Assert.Equal("08-96-01", BitConverter.ToString(inner.ToArray()));
        Assert.Equal(
            "12-07-74-65-73-74-69-6E-67-1A-03-08-96-01-20-FF-FF-FF-FF-FF-FF-FF-FF-FF-01-2D-00-00-80-3F",
            BitConverter.ToString(outer.ToArray()));
    }

    [Fact]
    public void A_needed_version_becomes_weak_and_nothing_else_changes()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return;
        }

        string path = Path.GetTempFileName();
        try
        {
            byte[] library = File.ReadAllBytes(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libcoreclr.so"));
            File.WriteAllBytes(path, library);
            ElfVersions.Weaken(path, "GLIBC_0.0");
            Assert.Equal(library, File.ReadAllBytes(path));

            ElfVersions.Weaken(path, RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "GLIBC_2.2.5" : "GLIBC_2.17");
            byte[] weakened = File.ReadAllBytes(path);
            int[] changed = [.. Enumerable.Range(0, library.Length).Where(i => library[i] != weakened[i])];
            Assert.NotEmpty(changed);
            Assert.All(changed, i => Assert.Equal(2, library[i] ^ weakened[i]));
            NativeLibrary.Free(NativeLibrary.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
