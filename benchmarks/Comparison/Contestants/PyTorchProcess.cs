using System.Diagnostics;
using System.Globalization;
using ShapeGen.Comparison.Cases;

namespace ShapeGen.Comparison.Contestants;

/// <summary>A Python process that waits for commands (peers/time_pytorch.py): asleep while others are timed.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    /// <summary>Debian's: the one that has Debian's PyTorch, whatever else is on the path.</summary>
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private PyTorchProcess(Process process)
    {
        _process = process;
        Version = Ask("about");
    }

    /// <summary>With the library that multiplies its matrices.</summary>
    public string Version { get; }

    /// <returns>Null, with the reason, where there is no PyTorch.</returns>
    public static PyTorchProcess? TryStart(string benchmarksFolder, out string reason)
    {
        ProcessStartInfo start = new(Python)
        {
            ArgumentList = { Path.Combine(benchmarksFolder, "peers", "time_pytorch.py") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        try
        {
            PyTorchProcess process = new(Process.Start(start)!);
            reason = "";
            return process;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            reason = exception.Message;
            return null;
        }
    }

    /// <returns>The largest difference from PyTorch's float64.</returns>
    public double Load(CaseFiles files) => double.Parse(Ask($"load {files.Folder}"), CultureInfo.InvariantCulture);

    /// <returns>Microseconds per call.</returns>
    public double Run(int calls) => double.Parse(Ask($"run {calls}"), CultureInfo.InvariantCulture) / 1000 / calls;

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"PyTorch ended at '{command}'; its error stands above.");
    }
}
