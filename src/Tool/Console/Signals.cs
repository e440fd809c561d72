using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ShapeGen.Tool.Console;

/// <summary>
/// Ends the process immediately on Ctrl-C and on signals, after deleting unfinished files. It does not rely on cancellation, because
/// reading a hostile file may never reach a check.
/// </summary>
internal static class Signals
{
    /// <summary>Added to the signal's number, as shells report a process that a signal ended.</summary>
    private const int ExitCodeOfSignal = 128;

    /// <summary>The time that a normal exit may take before the process is killed.</summary>
    private static readonly TimeSpan s_exitTimeout = TimeSpan.FromSeconds(1);

    private static readonly List<PosixSignalRegistration> s_registrations = [];

    /// <summary>Makes each termination signal end the process from now on.</summary>
    public static void ExitOnSignal()
    {
        foreach ((PosixSignal signal, int number) in new[] { (PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1), (PosixSignal.SIGQUIT, 3) })
        {
            s_registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                End(ExitCodeOfSignal + number);
            }));
        }
    }

    private static void End(int exitCode)
    {
        // A normal exit may hang if memory is exhausted or a lock is held.
        new Thread(static () =>
        {
            Thread.Sleep(s_exitTimeout);
            Process.GetCurrentProcess().Kill();
        }) { IsBackground = true }.Start();
        UnfinishedFiles.DeleteAllAndThen(() =>
        {
            Terminal.Restore();
            System.Console.Error.WriteLine("Stopped.");
            Environment.Exit(exitCode);
        });
    }
}
