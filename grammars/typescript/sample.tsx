import React from "react";

export const Button = ({ label }: Props) => <button onClick={() => press(label)}>{label}</button>;

function App(): JSX.Element {
  const onPress = useCallback(() => {}, []);
  return <Button label="x" onPress={onPress} />;
}
