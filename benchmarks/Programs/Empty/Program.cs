// The cost of any .NET program that prints something.

using ShapeGen.Measured;

return Results.Run("1", "none", [], [], (_, _) => { });
