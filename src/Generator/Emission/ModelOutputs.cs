using ShapeGen.Generator.Common;
using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Emission;

/// <summary>What the project needs to know of models that are written.</summary>
/// <param name="Kernels">The kernels that they share, each once, in an order that does not depend on the models'.</param>
/// <param name="Failures">The models that the generator failed on.</param>
internal sealed record ModelOutputs(EquatableArray<Kernel> Kernels, EquatableArray<ModelFailure> Failures)
{
    public static ModelOutputs Of(IReadOnlyList<GeneratedModel> models) => new(
        Union(models.SelectMany(model => model.Kernels)),
        new(models.Where(model => model.Failure is not null).Select(model => new ModelFailure(model.FileStem, model.Failure!))));

    public ModelOutputs With(ModelOutputs other) => new(Union(Kernels.Concat(other.Kernels)), new(Failures.Concat(other.Failures)));

    private static EquatableArray<Kernel> Union(IEnumerable<Kernel> kernels) =>
        new(kernels.Distinct().OrderBy(kernel => kernel.Key, StringComparer.Ordinal));
}

/// <summary>A model that the generator failed on.</summary>
/// <param name="FileStem">The declaration's stem, which no other has.</param>
/// <param name="Message">What it failed with.</param>
internal sealed record ModelFailure(string FileStem, string Message);
