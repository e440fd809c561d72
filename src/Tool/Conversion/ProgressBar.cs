using ShapeGen.Tool.Console;
using Spectre.Console;

namespace ShapeGen.Tool.Conversion;

/// <summary>Shows the progress of a conversion on standard error, unless that is redirected or the output is JSON.</summary>
internal sealed class ProgressBar : IConversionProgress
{
    private readonly ProgressTask? _task;

    private ProgressBar(ProgressTask? task) => _task = task;

    /// <summary>Runs the work, with a bar on a terminal.</summary>
    public static T Run<T>(Output output, Func<IConversionProgress, T> work)
    {
        if (output.IsJson || System.Console.IsErrorRedirected)
        {
            return work(new ProgressBar(null));
        }

        return output.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new RemainingTimeColumn())
            .Start(context => work(new ProgressBar(context.AddTask("Writing", autoStart: false))));
    }

    /// <inheritdoc/>
    public void Start(long bytes)
    {
        if (_task is not null)
        {
            _task.MaxValue = Math.Max(1, bytes);
            _task.StartTask();
        }
    }

    /// <inheritdoc/>
    public void Add(long bytes) => _task?.Increment(bytes);
}
