using System.Diagnostics;

namespace ShapeGen.Comparison.Processes;

/// <summary>Another program that was started.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private Child(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Peak resident memory so far, in bytes.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.PeakWorkingSet64;
        }
    }

    /// <exception cref="System.ComponentModel.Win32Exception">The program does not exist.</exception>
    public static Child Start(string program, IEnumerable<string> arguments, string? folder = null, params IReadOnlyList<(string Name, string Value)> environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder ?? Environment.CurrentDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Variables that `dotnet run` set for this program are not meant for others.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Runs a program to its end. A missing program counts as failed.</summary>
    public static ChildResult Run(string program, IEnumerable<string> arguments, string? folder = null, params IReadOnlyList<(string Name, string Value)> environment)
    {
        try
        {
            using Child child = Start(program, arguments, folder, environment);
            return child.End();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return new(-1, "", exception.Message);
        }
    }

    /// <returns>Null at the end of its output.</returns>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>Closes the program's input and waits for its end.</summary>
    public ChildResult End()
    {
        _process.StandardInput.Close();
        string output = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        return new(_process.ExitCode, output, _errors.Result);
    }

    public void Dispose() => _process.Dispose();
}
