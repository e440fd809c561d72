using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Peers;

namespace ShapeGen.Comparison;

/// <summary>One run of the program: settings, folders and peers.</summary>
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

    /// <summary>Null if they are missing.</summary>
    public IPeers? Peers { get; }

    /// <summary>Why there are no peers; empty if there are.</summary>
    public string MissingPeers { get; }

    /// <summary>True if the report covers everything.</summary>
    public bool IsComplete => Settings.WithPeers && Settings.Cases.Count == 0 && Settings.Sections.Count == 0 && Settings.Pace == Timing.Pace.Thorough;

    public string ReportPath => Path.GetFullPath(Settings.Output ?? (IsComplete
        ? Path.Combine(Folders.Repository, "docs", "performance.md")
        : Path.Combine(Folders.Work, "performance.md")));

    /// <summary>The folder of the plots: next to the report, with its name.</summary>
    public string PlotFolder => Path.Combine(Path.GetDirectoryName(ReportPath)!, Path.GetFileNameWithoutExtension(ReportPath));

    /// <summary>Reports progress.</summary>
    public static void Say(string line) => Console.Error.WriteLine(line);
}
