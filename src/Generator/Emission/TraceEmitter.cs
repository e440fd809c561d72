using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>Hands out the results of a stage of a traced model, where someone takes them; of another model it writes nothing.</summary>
internal static class TraceEmitter
{
    public static void Emit(CallWriter call, Stage stage)
    {
        foreach (TracePoint point in stage.Traced)
        {
            Value value = point.Value;
            string layer = !point.IsOfLayer ? "-1" : call.IsOfLayer ? "layer" : "0";
            string rows = call.Rows(value);
            string first = point.Result.Offset == 0 ? rows : $"Unsafe.Add(ref {rows}, {Literals.Integer(point.Result.Offset)})";
            call.Line(
                $"part.Trace?.Result({Literals.String(point.Result.Name)}, layer: {layer}, part, TraceRows.{value.Space.TraceKind}, row, rows, ref {first}, {call.Stride(value)}, width: {Literals.Integer(point.Result.Width)});");
        }
    }
}
