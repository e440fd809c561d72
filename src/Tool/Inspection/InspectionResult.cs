using ShapeGen.Generator.Suggestion;

namespace ShapeGen.Tool.Inspection;

/// <summary>The result of <c>inspect</c>, and its JSON.</summary>
internal sealed record InspectionResult(
    string Path, IReadOnlyList<string> Files, int TensorCount, long Parameters, long Bytes, IReadOnlyDictionary<string, TypeTotal> Types,
    IReadOnlyDictionary<string, string> Metadata, string? Family, IReadOnlyList<string> Declaration, IReadOnlyList<string> CannotDeclareBecause, IReadOnlyList<InspectedTensor> Tensors)
{
    public static InspectionResult Of(CheckpointSource source)
    {
        Suggestion suggestion = Suggester.Suggest(source.Facts(), SuggestionOptions.None);
        List<InspectedTensor> tensors =
        [
            .. source.Tensors.OrderBy(tensor => tensor.Name, NaturalOrder.Instance)
                .Select(tensor => new InspectedTensor(tensor.Name, tensor.Type.HeaderName(), tensor.Shape, tensor.ByteCount)),
        ];
        return new(
            source.Path, source.Files, tensors.Count, source.Tensors.Sum(tensor => tensor.ElementCount), tensors.Sum(tensor => tensor.Bytes),
            source.Tensors.GroupBy(tensor => tensor.Type).OrderBy(group => group.Key).ToDictionary(
                group => group.Key.HeaderName(), group => new TypeTotal(group.Count(), group.Sum(tensor => tensor.ElementCount), group.Sum(tensor => tensor.ByteCount))),
            source.Metadata, suggestion.Family, [.. suggestion.Attributes.Select(attribute => $"[{attribute}]")], suggestion.Refusals, tensors);
    }
}

/// <summary>Totals of all tensors of a type.</summary>
internal sealed record TypeTotal(int Tensors, long Parameters, long Bytes);

/// <summary>A tensor.</summary>
internal sealed record InspectedTensor(string Name, string Type, IReadOnlyList<long> Shape, long Bytes);
