using System.Diagnostics;
using ShapeGen.Tool.Tests.Verification;

namespace ShapeGen.Tool.Tests.Terminals;

/// <summary>Ctrl-C and the signals that mean the end: each ends a command at once, whatever it does, and leaves no part of a file.</summary>
[Trait("Tier", "Full")]
public sealed class SignalTests : IDisposable
{
    private const int Interrupt = 2, Terminate = 15;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>In the loops of a measurement that would take an hour.</summary>
    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public void A_command_that_computes(int signal)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using Process process = Start("bench", RecordedReference.File("bert.safetensors"), "--heads", "3", "--seconds", "3600");
        Assert.NotNull(process.StandardError.ReadLine());
        Thread.Sleep(TimeSpan.FromSeconds(4));
        Ends(process, signal);
    }

    /// <summary>In a call of the system that does not return: a file that is a pipe, and nobody writes into it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(Interrupt)]
    [InlineData(3)]
    [InlineData(Terminate)]
    public void A_command_that_waits_for_a_file(int signal)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string pipe = _folder.Path("model.pt");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        using Process process = Start("convert", pipe, "-o", _folder.Path("out.safetensors"));

        // Opened when the tool has opened it.
        using FileStream writing = new(pipe, FileMode.Open, FileAccess.Write);
        Ends(process, signal);
        Assert.Equal([pipe], Directory.GetFiles(_folder.Name));
    }

    /// <summary>While a file is written: what there is of it goes.</summary>
    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public void A_command_that_writes(int signal)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // 4 GB that take no room on a disk.
        const long Elements = 1L << 30;
        string input = _folder.Path("model.safetensors");
        byte[] header = System.Text.Encoding.UTF8.GetBytes($$$"""{"a":{"dtype":"F32","shape":[{{{Elements}}}],"data_offsets":[0,{{{4 * Elements}}}]}}""");
        using (FileStream file = File.Create(input))
        {
            file.Write(BitConverter.GetBytes((long)header.Length));
            file.Write(header);
            file.SetLength(8 + header.Length + (4 * Elements));
        }

        using Process process = Start("convert", input, "-o", _folder.Path("out.safetensors"), "--type", "F16");
        Stopwatch time = Stopwatch.StartNew();
        while (!Directory.GetFiles(_folder.Name, "out*").Any(path => new FileInfo(path).Length > 0))
        {
            Assert.True(time.Elapsed < s_limit && !process.HasExited, "It has written nothing.");
            Thread.Sleep(1);
        }

        Ends(process, signal);
        Assert.Equal([input], Directory.GetFiles(_folder.Name));
    }

    private static Process Start(params string[] arguments)
    {
        // A shell that starts the tests in the background makes them deaf to some signals, and what they start too.
        ProcessStartInfo start = new("env") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in (string[])["--default-signal=HUP,INT,QUIT,TERM", ToolProcess.Dotnet, Path.Combine(AppContext.BaseDirectory, "ShapeGen.Tool.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static void Ends(Process process, int signal)
    {
        Assert.False(process.HasExited);
        using (Process kill = Process.Start("kill", [FormattableString.Invariant($"-{signal}"), FormattableString.Invariant($"{process.Id}")]))
        {
            kill.WaitForExit();
        }

        if (!process.WaitForExit(s_limit))
        {
            process.Kill();
            Assert.Fail($"The signal {signal} did not end it.");
        }

        Assert.Equal(128 + signal, process.ExitCode);
        Assert.EndsWith("Stopped.", process.StandardError.ReadToEnd().TrimEnd(), StringComparison.Ordinal);
        Assert.Equal("", process.StandardOutput.ReadToEnd());
    }
}
