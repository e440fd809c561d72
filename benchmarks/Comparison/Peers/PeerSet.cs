using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;

namespace ShapeGen.Comparison.Peers;

/// <summary>What there is to compare with, and the reason for each peer that there is not.</summary>
internal sealed class PeerSet : IDisposable
{
    private readonly Folders _folders;

    private PeerSet(Folders folders, PyTorchProcess? pyTorch, IReadOnlyList<string> missing)
    {
        _folders = folders;
        PyTorch = pyTorch;
        Missing = missing;
    }

    /// <summary>Null where it is missing.</summary>
    public PyTorchProcess? PyTorch { get; }

    /// <summary>Whether ONNX Runtime takes part.</summary>
    public bool UsesOnnxRuntime { get; private init; } = OnnxRuntimeVersion is not null;

    /// <summary>A sentence for each peer that cannot be measured.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>ONNX Runtime's version; null where it was not there when the program was built.</summary>
    public static string? OnnxRuntimeVersion =>
#if ONNXRUNTIME
        OnnxRuntimeModel.Version;
#else
        null;
#endif

    /// <summary>Only the exported cases, if there are any: for a child that measures ShapeGen alone.</summary>
    public static PeerSet None(Folders folders, params IReadOnlyList<string> reasons) => new(folders, null, reasons) { UsesOnnxRuntime = false };

    public static PeerSet Find(Folders folders)
    {
        const string Remedy = "Run benchmarks/setup-peers.sh and build again.";
        List<string> missing = [];
        if (OnnxRuntimeVersion is null)
        {
            missing.Add($"ONNX Runtime is not measured: the program was built without it. {Remedy}");
        }

        PyTorchProcess? pyTorch = null;
        if (!Directory.Exists(Path.Combine(folders.Peers, "cases")))
        {
            missing.Add($"PyTorch is not measured: the cases were not exported, so ShapeGen runs with random weights. {Remedy}");
        }
        else if ((pyTorch = PyTorchProcess.TryStart(folders.Benchmarks, out string reason)) is null)
        {
            missing.Add($"PyTorch is not measured: {reason}");
        }

        return new(folders, pyTorch, missing);
    }

    /// <summary>What PyTorch exported of a case; null where it did not.</summary>
    public CaseFiles? FilesOf(Case item) => CaseFiles.Find(_folders.Peers, item);

    public void Dispose() => PyTorch?.Dispose();
}
