using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Explaining;

/// <summary>Runs models with <c>[Trace]</c>.</summary>
internal static class TraceRun
{
    /// <summary>The attribute that a model must be compiled with.</summary>
    public const string Attribute = "ShapeGen.Trace";

    /// <summary>Runs a model and records its trace.</summary>
    public static TraceRecorder Forward(LoadedModel running, ModelInput input)
    {
        TraceRecorder recorder = new();
        object traced = running.Model.Type.GetMethod("WithTrace", [typeof(TraceCallback)])!.Invoke(running.Instance, [new TraceCallback(recorder.Add)])!;
        _ = new LoadedModel(running.Model, traced).Forward(input);
        return recorder;
    }

    /// <summary>A result of a layer, with the first of the names that exists.</summary>
    public static TraceRecord OfLayer(TraceRecorder recorder, int layer, params string[] names)
    {
        foreach (string name in names)
        {
            if (recorder.TryGet(FormattableString.Invariant($"layers.{layer}.{name}"), out TraceRecord? record) || recorder.TryGet(name, out record))
            {
                return record;
            }
        }

        throw new InvalidOperationException($"The trace has none of {string.Join(", ", names)} of layer {layer}. It has {string.Join(", ", recorder.Records.Select(record => record.Name))}.");
    }
}
