using ShapeGen.Generator.Common;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Emission;

/// <summary>Numbers in a body. Where they depend on the width of a vector, the generated code chooses by its lanes, which the compiler of each body's kernels knows.</summary>
internal sealed class LaneNumbers
{
    private const string Choice = "ByLanes";

    private bool _isChosen;

    /// <summary>A number as an expression.</summary>
    /// <param name="ofUnits">What it is for each of <see cref="VectorUnit.All"/>.</param>
    /// <exception cref="InvalidOperationException">A number that depends on the lanes is no int.</exception>
    public string Expression(IReadOnlyList<long> ofUnits)
    {
        if (ofUnits.All(number => number == ofUnits[0]))
        {
            return Literals.Integer(ofUnits[0]);
        }

        _isChosen = true;
        return ofUnits.All(number => number <= int.MaxValue)
            ? $"{Choice}({string.Join(", ", ofUnits.Select(Literals.Integer))})"
            : throw new InvalidOperationException($"{ofUnits.Max()} is more than an int holds.");
    }

    /// <summary>The declaration of a constant, or of a property where it depends on the lanes.</summary>
    public string Constant(string name, IReadOnlyList<long> ofUnits)
    {
        string expression = Expression(ofUnits);
        return expression.StartsWith(Choice, StringComparison.Ordinal) ? $"private static int {name} => {expression};" : $"private const int {name} = {expression};";
    }

    /// <summary>Writes the method that chooses, if a number needs it.</summary>
    public void EmitChoice(SourceWriter writer)
    {
        if (!_isChosen)
        {
            return;
        }

        IEnumerable<string> parameters = VectorUnit.All.Select(unit => $"int of{Literals.Integer(unit.Lanes)}");
        IEnumerable<string> arms = VectorUnit.All.Select((unit, i) => $"{(i == VectorUnit.All.Count - 1 ? "_" : Literals.Integer(unit.Lanes))} => of{Literals.Integer(unit.Lanes)}");
        writer.Line("// The number for the lanes of a vector.");
        writer.Line($"private static int {Choice}({string.Join(", ", parameters)}) => {CallWriter.Kernels}.Lanes switch {{ {string.Join(", ", arms)} }};");
        writer.Line();
    }
}
