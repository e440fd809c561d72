using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Peers;

namespace ShapeGen.Comparison;

/// <summary>One run of the program: what was asked for, where things are, and the peers.</summary>
internal sealed class Session
{
    public Session(Settings settings)
    {
        Settings = settings;
        Cases = CaseList.Select(settings.Cases);
        Folders = Folders.Find();
        PeerSet found = settings.WithPeers ? PeerSet.Load(Folders) : PeerSet.None("The peers were not measured (`--without-peers`).");
        Peers = found.Peers;
        MissingPeers = found.Missing;
        if (Peers is null)
        {
            Say(MissingPeers);
        }
    }

    public Settings Settings { get; }

    public IReadOnlyList<Case> Cases { get; }

    public Folders Folders { get; }

    /// <summary>Null where they are missing.</summary>
    public IPeers? Peers { get; }

    /// <summary>A sentence that says why there are no peers; empty where there are.</summary>
    public string MissingPeers { get; }

    /// <summary>Whether the report is of everything.</summary>
    public bool IsComplete => Settings.WithPeers && Settings.Cases.Count == 0 && Settings.Sections.Count == 0 && Settings.Pace == Timing.Pace.Thorough;

    public string ReportPath => Path.GetFullPath(Settings.Output ?? (IsComplete
        ? Path.Combine(Folders.Repository, "docs", "performance.md")
        : Path.Combine(Folders.Work, "performance.md")));

    /// <summary>Where the plots go: beside the report, in a folder of its name.</summary>
    public string PlotFolder => Path.Combine(Path.GetDirectoryName(ReportPath)!, Path.GetFileNameWithoutExtension(ReportPath));

    /// <summary>Tells whoever waits what is going on.</summary>
    public static void Say(string line) => Console.Error.WriteLine(line);
}
