namespace ShapeGen.Tool.Console;

/// <summary>The exit codes of the process. Scripts rely on the numbers; README lists them.</summary>
internal static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Done = 0;

    /// <summary>A negative result: a difference, a model that cannot be declared.</summary>
    public const int No = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file cannot be read or written, or is not what it should be.</summary>
    public const int BadFile = 3;

    /// <summary>A bug in the tool (EX_SOFTWARE of sysexits.h).</summary>
    public const int Fault = 70;
}
