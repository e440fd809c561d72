using System.Runtime.InteropServices;

namespace ShapeGen.Runtime.Tests;

/// <summary>
/// What another program does to a file while it is read. On Linux no share mode keeps it from that; reading from a map of what was cut off
/// would end the process, and with it these tests.
/// </summary>
public class ChangedFileTests
{
    /// <summary>More than is read at once.</summary>
    private const int Elements = 1_000_000;

    /// <summary>Cut within the header's own length, the header, the first tensor and the last.</summary>
    public static TheoryData<long> Lengths => [0, 5, 60, 1_000_000, (4 * Elements) + 100, (8L * Elements) - 4096];

    [LinuxTheory]
    [MemberData(nameof(Lengths))]
    public void A_file_that_is_cut_while_it_is_open_gives_an_exception(long length)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("cut.safetensors", Bytes());
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Cut(path, length);

        CheckpointException read = Assert.Throws<CheckpointException>(() => file.ReadSingles("b"));
        Assert.Contains($"was changed while it was open", read.Message, StringComparison.Ordinal);
        Assert.Contains($"and has {length} now", read.Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => file.CopyTo("b", new float[Elements]));

        ParameterLayout[] layout = [ParameterLayout.Panels("a", 1000, Elements / 1000, 0, 16, 2), ParameterLayout.Vector("b", Elements, 1008 * (Elements / 1000))];
        Assert.Throws<CheckpointException>(() => PackedWeights.Load(file, "", "Model", layout, (1008 * (Elements / 1000)) + Elements));
    }

    /// <summary>One that is cut again and again, while it is loaded: an exception or a model, and never the end of the process.</summary>
    [LinuxTheory]
    [InlineData(30)]
    public void A_file_that_is_cut_while_it_is_loaded_gives_an_exception_or_a_model(int loads)
    {
        using var directory = new TemporaryDirectory();
        byte[] bytes = Bytes();
        string path = directory.Write("cut.safetensors", bytes);
        ParameterLayout[] layout = [ParameterLayout.Panels("a", 1000, Elements / 1000, 0, 16, 2), ParameterLayout.Vector("b", Elements, 1008 * (Elements / 1000))];
        using var stop = new CancellationTokenSource();
        Thread cutter = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Cut(path, 1_000_000);
                Cut(path, bytes.Length);
            }
        });
        cutter.Start();
        int refused = 0;
        for (int i = 0; i < loads || (refused == 0 && i < 100 * loads); i++)
        {
            try
            {
                PackedWeights.Load(path, "", "Model", layout, (1008 * (Elements / 1000)) + Elements);
            }
            catch (CheckpointException)
            {
                refused++;
            }
        }

        stop.Cancel();
        cutter.Join();
        Assert.NotEqual(0, refused);
    }

    private static byte[] Bytes()
    {
        float[] values = new float[Elements];
        return SafetensorsWriter.ToBytes([SafetensorsTensor.FromSingles("a", values, 1000, Elements / 1000), SafetensorsTensor.FromSingles("b", values, Elements)]);
    }

    /// <summary>As another program would: without asking .NET, whose own files respect share modes.</summary>
    private static void Cut(string path, long length)
    {
        Assert.Equal(0, Truncate(System.Text.Encoding.UTF8.GetBytes(path + '\0'), (nint)length));
    }

    [DllImport("libc", EntryPoint = "truncate", SetLastError = true)]
    private static extern int Truncate(byte[] path, nint length);
}

/// <summary>A theory about files on Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Other systems do not let a program cut a file that is open.";
}
